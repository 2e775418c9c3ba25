"""The dialogues of the demo: read from `stories/*.txt`, filled with invented orders, places and dates.

A story begins with `=== category · channels · tags · files`, then its subject. Each paragraph that follows begins with
a mark: `>` the requester writes, `<` an agent answers, `<?` answers and waits for the requester, `<!` answers and waits
for a third party, `#` an agent notes, `~` what an agent writes down when the request comes by phone or at the counter.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent / "stories"
MARKS = {"<?": "ask", "<!": "third", ">": "write", "<": "reply", "#": "note", "~": "spoken"}
TURN = re.compile(r"(<\?|<!|[<>#~]) ?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Turn:
    """One paragraph: who speaks, and the text with its slots."""

    kind: str
    text: str


@dataclass(frozen=True)
class Story:
    """One dialogue of a language."""

    language: str
    category: str
    channels: tuple[str, ...]
    tags: tuple[str, ...]
    files: tuple[str, ...]
    subject: str
    turns: tuple[Turn, ...]
    spoken: str = ""


@cache
def stories() -> tuple[Story, ...]:
    """Return every story, in a fixed order."""
    return tuple(
        _parse(block, language=path.stem.rpartition(".")[2])
        for path in sorted(FOLDER.glob("*.txt"))
        for block in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    )


def _parse(block: str, *, language: str) -> Story:
    head, *paragraphs = re.split(r"\n(?=(?:<\?|<!|[<>#~]) )", block.strip())
    facts, _newline, subject = head.partition("\n")
    category, channels, tags, files = (part.strip() for part in (facts + "···").split("·")[:4])
    turns = []
    for paragraph in paragraphs:
        found = TURN.fullmatch(paragraph.strip())
        if found is None:
            msg = f"not a turn: {paragraph[:60]!r}"
            raise ValueError(msg)
        turns.append(Turn(MARKS[found[1]], found[2].strip()))
    spoken = next((turn.text for turn in turns if turn.kind == "spoken"), "")
    return Story(
        language=language,
        category=category,
        channels=tuple(channels.split()),
        tags=tuple(tags.split()),
        files=tuple(files.split()),
        subject=subject.strip(),
        turns=tuple(turn for turn in turns if turn.kind != "spoken"),
        spoken=spoken,
    )


SUNDAY = 6
DISTRICTS = (
    "San Borja", "Los Olivos", "Miraflores", "San Juan de Lurigancho", "Surco", "Callao", "Comas", "Jesús María",
    "La Molina", "Pueblo Libre", "Chorrillos", "San Miguel", "Arequipa", "Trujillo", "Chiclayo", "Cusco", "Huancayo",
)  # fmt: skip
PRODUCTS = {  # one, many, model
    "es": (
        ("refrigeradora", "refrigeradoras", "RF-420"), ("lavadora", "lavadoras", "LV-900"),
        ("cocina a gas", "cocinas a gas", "CG-5H"), ("lavaseca", "lavasecas", "LS-1100"),
        ("campana extractora", "campanas extractoras", "CE-60"), ("congeladora", "congeladoras", "CN-300"),
    ),
    "en": (
        ("fridge", "fridges", "RF-420"), ("washing machine", "washing machines", "LV-900"),
        ("gas cooker", "gas cookers", "CG-5H"), ("washer-dryer", "washer-dryers", "LS-1100"),
        ("extractor hood", "extractor hoods", "CE-60"), ("chest freezer", "chest freezers", "CN-300"),
    ),
}  # fmt: skip
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


@dataclass
class Slots:
    """What the words in braces stand for, the same throughout one ticket."""

    rng: Random
    language: str
    today: date
    name: str
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = self.rng
        product, products, model = rng.choice(PRODUCTS[self.language])
        amount = rng.randrange(4_900, 389_900, 100) / 100 - 0.1
        self.values = {
            "nombre": self.name.split(" ")[0],
            "pedido": f"CL-{rng.randint(18_200, 21_900)}",
            "producto": product,
            "productos": products,
            "modelo": model,
            "serie": f"{model[:2]}{rng.randint(100_000, 999_999)}",
            "distrito": rng.choice(DISTRICTS),
            "otro_distrito": rng.choice(DISTRICTS),
            "monto": f"S/ {amount:,.2f}",
            "tarjeta": f"{rng.randint(1000, 9999)}",
            "factura": f"F001-{rng.randint(2_900, 4_600)}",
            "boleta": f"B003-{rng.randint(11_000, 19_800)}",
            "ruc": f"20{rng.randint(100_000_000, 609_999_999)}",
            "compra": self._day(-rng.randint(40, 400)),
            "entrega": self._day(-rng.randint(1, 6)),
            "visita": self._day(rng.randint(1, 4)),
            "pronto": self._day(rng.randint(1, 3)),
            "hora": rng.choice(("9 a. m.", "10 a. m.", "11 a. m.", "3 p. m.", "4 p. m.")),
            "direccion": rng.choice(STREETS) + f" {rng.randint(105, 2980)}",
            "guia": f"T001-{rng.randint(60_000, 99_999)}",
            "operacion": f"{rng.randint(100_000, 999_999)}",
        }

    def fill(self, text: str) -> str:
        """Put the values into a text of a story."""
        return text.format_map(self.values)

    def _day(self, days: int) -> str:
        day = self.today + timedelta(days=days)
        if day.weekday() == SUNDAY:
            day += timedelta(days=1)
        return f"{day.day} de {MONTHS[day.month - 1]}" if self.language == "es" else f"{day:%B} {day.day}"


STREETS = (
    "Av. Javier Prado", "Jr. Las Begonias", "Calle Los Cedros", "Av. Universitaria", "Jr. Huallaga", "Av. Grau",
    "Calle San Martín", "Av. La Marina", "Jr. Puno", "Calle Los Ficus",
)  # fmt: skip
