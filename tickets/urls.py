"""Addresses of the workspace's tickets: mounted at /agent/tickets/."""

from django.urls import path

from tickets.views import answers, article, bulk, composer, detail, files, newticket, people, properties, queue

app_name = "tickets"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("pulse/", queue.pulse, name="pulse"),
    path("search/", queue.search_help, name="search_help"),
    path("palette/", queue.palette, name="palette"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("new/", newticket.new, name="new"),
    path("new/callers/", newticket.callers, name="callers"),
    path("new/caller/", newticket.caller, name="caller"),
    path("new/outlook/", newticket.outlook, name="outlook"),
    path("<int:number>/", detail.detail, name="detail"),
    path("<int:number>/earlier/", detail.earlier, name="earlier"),
    path("<int:number>/updates/", detail.updates, name="updates"),
    path("<int:number>/history/", detail.events, name="history"),
    path("<int:number>/replies/", composer.replies, name="replies"),
    path("<int:number>/templates/", composer.template, name="template"),
    path("<int:number>/answers/", answers.picker, name="answers"),
    path("<int:number>/notes/", composer.notes, name="notes"),
    path("<int:number>/draft/", composer.draft, name="draft"),
    path("<int:number>/status/", properties.status, name="status"),
    path("<int:number>/priority/", properties.priority, name="priority"),
    path("<int:number>/levels/", properties.levels, name="levels"),
    path("<int:number>/category/", properties.category, name="category"),
    path("<int:number>/team/", properties.team, name="team"),
    path("<int:number>/assignee/", properties.assignee, name="assignee"),
    path("<int:number>/tags/", properties.tags, name="tags"),
    path("<int:number>/subject/", properties.subject, name="subject"),
    path("<int:number>/article/", article.article, name="article"),
    path("<int:number>/follow/", properties.follow, name="follow"),
    path("<int:number>/address/", people.address, name="address"),
    path("<int:number>/opt-outs/<int:identity>/ends/", people.opt_out_end, name="opt_out_end"),
    path("<int:number>/participants/<int:participant>/", people.participant, name="participant"),
    path("<int:number>/deliveries/<int:delivery>/retry/", composer.retry_delivery, name="retry_delivery"),
    path("<int:number>/messages/<int:message>/undo/", composer.undo, name="undo"),
    path("<int:number>/messages/<int:message>/delivery/", detail.delivery, name="delivery"),
    path("<int:number>/messages/<int:message>/files/", detail.message_files, name="message_files"),
    path("<int:number>/messages/<int:message>/original/", files.message_html, name="message_html"),
    path("<int:number>/messages/<int:message>/source/", files.source, name="source"),
    path("<int:number>/files/<int:attachment>/", files.attachment, name="attachment"),
]
