"""Topics, articles, their translations and versions, and what readers did with them."""

from knowledge.models.article import Article, Visibility
from knowledge.models.category import Category, CategoryText
from knowledge.models.document import Counter, SearchText, SearchWord
from knowledge.models.image import ArticleImage
from knowledge.models.meaning import Meaning
from knowledge.models.review import Outcome, Review
from knowledge.models.revision import Revision, SlugRedirect
from knowledge.models.translation import State, Translation
from knowledge.models.upkeep import Upkeep
from knowledge.models.usage import ArticleUse, Feedback, Reason, SearchLog, SearchSource, UseKind

__all__ = [
    "Article",
    "ArticleImage",
    "ArticleUse",
    "Category",
    "CategoryText",
    "Counter",
    "Feedback",
    "Meaning",
    "Outcome",
    "Reason",
    "Review",
    "Revision",
    "SearchLog",
    "SearchSource",
    "SearchText",
    "SearchWord",
    "SlugRedirect",
    "State",
    "Translation",
    "Upkeep",
    "UseKind",
    "Visibility",
]
