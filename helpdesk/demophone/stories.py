"""Chats of the demo: who writes, when (minutes before now), and what is said. `>` the customer, `<` an agent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One message."""

    minutes_ago: int
    is_from_customer: bool
    text: str


@dataclass(frozen=True)
class Story:
    """One chat. `leaves` is the state in which the last answer left the ticket, "" when nobody has answered last."""

    kind: str
    name: str
    contact: str
    category: str
    lines: tuple[Line, ...]
    leaves: str = "open"
    language: str = "es"
    email: str = ""  # known from before: the way out when the window is closed


def _told(*lines: tuple[int, str]) -> tuple[Line, ...]:
    return tuple(Line(ago, text.startswith(">"), text[2:]) for ago, text in lines)


DAY = 24 * 60
STORIES = (
    Story(
        "whatsapp",
        "Rosa Huamán",
        "51900555012",
        "damaged-product",
        _told(
            (52, "> Buenos días, ayer me entregaron la refrigeradora y llegó con un golpe en la puerta 😟"),
            (51, "> El pedido es el CL-48213"),
            (50, "> ¿La pueden cambiar?"),
            (31, "< Buenos días, Rosa. Lamento lo ocurrido. ¿Nos puede enviar una foto del golpe y de la etiqueta?"),
            (12, "> Claro, ahora en la tarde le tomo la foto"),
        ),
    ),
    Story(
        "whatsapp",
        "Marco Antonio Vega",
        "51900555231",
        "delivery-late",
        _told(
            (21 * 60 + 20, "> Hola, mi lavadora debía llegar hoy entre 9 y 1 y no vino nadie"),
            (21 * 60 + 5, "> Pedí permiso en el trabajo!!"),
        ),
        email="marco.vega@correo.example",
    ),
    Story(
        "whatsapp",
        "Gladys Ccopa",
        "51900555340",
        "repair",
        _told(
            (2 * DAY + 30, "> La cocina no enciende en dos hornillas, todavía está en garantía"),
            (2 * DAY, "< Hola, Gladys. Está en garantía hasta marzo. ¿Le acomoda una visita el jueves por la mañana?"),
            (DAY + 9 * 60, "> Sí, por favor. ¿A qué hora vendrían?"),
        ),
    ),
    Story(
        "whatsapp",
        "Diego Salas",
        "51900555418",
        "invoice",
        _told(
            (6 * 60, "> Buenas, necesito la factura de mi compra con RUC, me dieron boleta"),
            (5 * 60 + 30, "< Buenas tardes, Diego. Indíquenos por favor el RUC y la razón social."),
            (5 * 60, "> 20600000001, Inversiones Salas SAC"),
            (4 * 60 + 20, "< Listo: la factura ya está en su correo. ¿Le ayudamos con algo más?"),
            (4 * 60, "> Nada más, gracias"),
            (3 * 60 + 55, "< Gracias a usted. Que tenga buen día."),
        ),
        leaves="solved",
    ),
    Story(
        "whatsapp",
        "Ana Lucía Paz",
        "5491123456789",
        "payment",
        _told(
            (3 * 60, "> Hola! Me cobraron dos veces el mismo pedido en la tarjeta"),
            (150, "< Hola, Ana Lucía. Ya pedimos a Cobranzas que lo revise. ¿Nos envía los últimos 4 dígitos?"),
        ),
        leaves="waiting_customer",
    ),
    Story(
        "whatsapp",
        "Josefina Quiroz",
        "51900555502",
        "delivery-change",
        _told((16, "> ¿Puedo cambiar la dirección de entrega? Me mudé a Jesús María"), (15, "> Av. Brasil 1200")),
    ),
    Story(
        "whatsapp",
        "Luis Fernando Ortiz",
        "5215512345678",
        "other",
        _told(
            (5 * DAY, "> ¿Hacen envíos a México?"),
            (5 * DAY - 40, "< Hola, Luis Fernando. Por ahora solo entregamos en el Perú."),
            (4 * DAY, "> BAJA"),
        ),
        leaves="solved",
    ),
    Story(
        "telegram",
        "Kevin Rojas",
        "640012345",
        "repair",
        _told(
            (95, "> hola, el microondas hace chispas"),
            (94, "> ya lo desenchufé"),
            (60, "< Hola, Kevin. Hizo bien. No lo use más, por favor: un técnico lo llamará hoy antes de las 6."),
            (22, "> ok, quedo atento"),
        ),
    ),
    Story(
        "telegram",
        "Milagros Tello",
        "640022871",
        "delivery",
        _told(
            (DAY + 200, "> ¿cómo sigo mi pedido CL-50177?"),
            (DAY + 150, "< Hola, Milagros. Sale mañana temprano; el chofer la llama 30 minutos antes."),
        ),
        leaves="solved",
    ),
    Story(
        "telegram",
        "Emily Carter",
        "640031904",
        "warranty",
        _told(
            (130, "> Hi! My dishwasher stopped mid-cycle and shows E24. It is 8 months old."),
            (88, "< Hello Emily, E24 means that water does not drain. Could you check the filter and try again?"),
        ),
        leaves="waiting_customer",
        language="en",
    ),
)
