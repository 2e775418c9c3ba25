"""What there is: topics and articles. The texts lie in articles/<language>/<key>.md."""

from dataclasses import dataclass
from pathlib import Path

from knowledge.publishing import Text

FOLDER = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class Topic:
    """A topic: name and description in Spanish and in English; `inside` is the key of a topic."""

    key: str
    icon: str
    spanish: tuple[str, str]
    english: tuple[str, str]
    inside: str = ""


@dataclass(frozen=True)
class Piece:
    """An article. `popularity` is about how many read it in two months, `helpful` the share that it helped.

    `stage` says how its text stands; `outdated` that the Spanish text was published anew after the translation.
    """

    key: str
    topic: str
    popularity: int = 20
    helpful: int = 85
    stage: str = "published"
    english_stage: str = "published"
    is_internal: bool = False
    is_featured: bool = False
    outdated: bool = False


TOPICS = (
    Topic("delivery", "truck", ("Entregas", "Fechas, direcciones y seguimiento del camión"),
          ("Delivery", "Dates, addresses and tracking the truck")),
    Topic("returns", "refresh-cw", ("Cambios y devoluciones", "Producto dañado, equivocado o que no gustó"),
          ("Exchanges and returns", "Damaged, wrong or unwanted products")),
    Topic("warranty", "shield-check", ("Garantía y servicio técnico", "Cobertura, visitas y repuestos"),
          ("Warranty and repairs", "Cover, visits and spare parts")),
    Topic("appliances", "plug", ("Uso de sus equipos", "Instalar, limpiar y resolver fallas comunes"),
          ("Using your appliances", "Install, clean and solve common faults")),
    Topic("laundry", "rotate-ccw", ("Lavado", "Lavadoras y secadoras"),
          ("Laundry", "Washing machines and dryers"), inside="appliances"),
    Topic("kitchen", "concierge-bell", ("Cocina y baño", "Refrigeradoras, cocinas, hornos y termas"),
          ("Kitchen and bathroom", "Refrigerators, cookers, ovens and water heaters"), inside="appliances"),
    Topic("payments", "credit-card", ("Pagos y cuotas", "Medios de pago, cobros y reembolsos"),
          ("Payments and instalments", "Means of payment, charges and refunds")),
    Topic("invoices", "receipt", ("Facturas y boletas", "Corregir datos, descargar y duplicados"),
          ("Invoices and receipts", "Correct details, download and duplicates")),
    Topic("account", "users", ("Mi cuenta", "Acceso, datos personales y privacidad"),
          ("My account", "Access, personal details and privacy")),
)  # fmt: skip

PIECES = (
    Piece("damaged", "returns", 96, 92, is_featured=True),
    Piece("reschedule", "delivery", 82, 90, is_featured=True),
    Piece("track", "delivery", 74, 81),
    Piece("refund-time", "payments", 66, 74, is_featured=True),
    Piece("warranty", "warranty", 58, 88, is_featured=True),
    Piece("fridge-warm", "kitchen", 52, 79, is_featured=True),
    Piece("washer-drain", "laundry", 47, 83, is_featured=True),
    Piece("technician", "warranty", 44, 86),
    Piece("invoice-data", "invoices", 41, 87, is_featured=True),
    Piece("instalments", "payments", 38, 80),
    Piece("cancel", "payments", 36, 77),
    Piece("not-wanted", "returns", 34, 68),
    Piece("password", "account", 33, 90, is_featured=True),
    Piece("error-codes", "laundry", 31, 85),
    Piece("delivery-costs", "delivery", 30, 82, outdated=True),
    Piece("charged-twice", "payments", 26, 61),
    Piece("serial-number", "warranty", 25, 93),
    Piece("get-receipt", "invoices", 24, 91),
    Piece("before-signing", "delivery", 22, 94, outdated=True),
    Piece("pick-up", "delivery", 20, 88),
    Piece("wrong-item", "returns", 19, 75),
    Piece("washer-install", "laundry", 18, 84),
    Piece("payment-methods", "payments", 17, 89),
    Piece("gas-smell", "kitchen", 14, 97),
    Piece("oven-cleaning", "kitchen", 13, 90),
    Piece("my-details", "account", 12, 83, outdated=True),
    Piece("spare-parts", "warranty", 11, 70),
    Piece("old-appliance", "delivery", 10, 92),
    Piece("water-heater", "kitchen", 9, 72),
    Piece("extended-warranty", "warranty", 8, 58, english_stage="draft"),
    Piece("delete-data", "account", 7, 80),
    Piece("foreign-card", "payments", 6, 78),
    Piece("energy-label", "appliances", 0, stage="review"),
    Piece("christmas", "delivery", 0, stage="draft"),
    Piece("staff-exchanges", "returns", 6, 90, is_internal=True),
    Piece("staff-escalation", "warranty", 5, 90, is_internal=True),
)


def text(key: str, language: str) -> Text | None:
    """Return a text: `# title`, a line that sums it up, and the body; None where there is no translation."""
    path = FOLDER / language / f"{key}.md"
    if not path.exists():
        return None
    title, summary, body = path.read_text(encoding="utf-8").split("\n", 2)
    return Text(title=title.removeprefix("# "), summary=summary, body=body.strip())
