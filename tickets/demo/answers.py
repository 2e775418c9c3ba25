"""The canned answers of Casa Lumbre."""

from tickets.models import CannedAnswer, Category, Visibility

GREETINGS = {"es": "Hola, {{ requester.first_name }}:\n\n", "en": "Hello {{ requester.first_name }},\n\n"}
# Title, category, words below the greeting; the goodbye has none.
SPANISH = (
    (
        "Producto dañado: pedir fotos", "damaged-product",
        "Lamento que haya llegado así. ¿Nos envía dos fotos, una del golpe y otra "
        "de la caja con la etiqueta? Con ellas coordinamos el cambio hoy mismo.",
    ),
    (
        "Producto dañado: cambio aprobado", "damaged-product",
        "El cambio está aprobado. Recogemos el producto cuando entreguemos el nuevo; "
        "no tiene que pagar nada. ¿Qué día le queda mejor?",
    ),
    (
        "Entrega: fuera de plazo", "delivery-late",
        "Tiene razón, su pedido ya debió llegar. Acabo de hablar con despacho y le "
        "confirmo la nueva fecha antes de las 18:00.",
    ),
    (
        "Entrega: cambio de fecha hecho", "delivery-change",
        "Listo, cambiamos la fecha. El transportista le llamará media hora antes "
        "de llegar. Alguien mayor de edad debe recibir el pedido.",
    ),
    (
        "Garantía: qué necesitamos", "warranty",
        "Para abrir la garantía necesitamos la boleta o el número de pedido, el "
        "modelo (está en la placa de atrás) y una frase sobre lo que falla.",
    ),
    (
        "Servicio técnico: visita coordinada", "repair",
        "El técnico le visitará en la fecha acordada, entre 9:00 y 13:00. Tenga el "
        "equipo desenchufado y a la vista.",
    ),
    (
        "Factura: reenviada", "invoice",
        "Le reenviamos el comprobante a este correo. Si necesita otro RUC, responda "
        "con el número y la razón social y lo cambiamos.",
    ),
    (
        "Cobro duplicado: en revisión", "double-charge",
        "Vemos los dos cargos. Ya pedimos al banco anular uno; suele tardar de 5 a "
        "10 días hábiles. Le avisamos cuando quede hecho.",
    ),
    (
        "Reembolso: enviado", "payment",
        "El reembolso salió hoy por el mismo medio de pago. Según el banco, lo verá "
        "en un plazo de 3 a 7 días hábiles.",
    ),
    (
        "Pedir el número de pedido", "",
        "¿Nos da el número de pedido (empieza con CL-)? Está en el correo de "
        "confirmación de la compra.",
    ),
    (
        "Seguimos pendientes", "",
        "Todavía esperamos la respuesta del área encargada. No lo hemos olvidado: "
        "le escribimos mañana con novedades.",
    ),
    (
        "Despedida", "",
        "Gracias por escribir a {{ desk.name }}. Si algo más no va bien, responda a este mensaje: sigue en la "
        "solicitud {{ ticket.number }}.\n\n{{ agent.first_name }}",
    ),
)  # fmt: skip
ENGLISH = (
    (
        "Damaged product: ask for photos", "damaged-product",
        "I am sorry it arrived like that. Could you send two photos, one of the "
        "damage and one of the box with its label? We arrange the exchange today.",
    ),
    (
        "Delivery: late", "delivery-late",
        "You are right, your order should be there. I have just talked to dispatch "
        "and confirm the new date before 18:00.",
    ),
    (
        "Warranty: what we need", "warranty",
        "To open the warranty we need the receipt or the order number, the model "
        "(on the plate at the back) and a sentence about what fails.",
    ),
    (
        "Invoice: sent again", "invoice",
        "We have sent the invoice to this address again. If it needs another tax "
        "number, answer with it and we change it.",
    ),
    (
        "Ask for the order number", "",
        "Could you give us the order number (it begins with CL-)? It is in the mail "
        "that confirmed your order.",
    ),
    (
        "Goodbye", "",
        "Thank you for writing to {{ desk.name }}. If anything else is wrong, answer this message: it stays with "
        "request {{ ticket.number }}.\n\n{{ agent.first_name }}",
    ),
)  # fmt: skip


def install() -> None:
    """Make the answers that are not there yet."""
    categories = {row.slug: row for row in Category.objects.all()}
    for language, answers in (("es", SPANISH), ("en", ENGLISH)):
        for position, (title, slug, body) in enumerate(answers, start=1):
            greeting = "" if "agent.first_name" in body else GREETINGS[language]
            CannedAnswer.objects.get_or_create(
                title=title,
                language=language,
                visibility=Visibility.ALL,
                defaults={"body": f"{greeting}{body}", "category": categories.get(slug), "position": position},
            )
