"""Numbers and addresses that nobody has, in the many ways people write them, among what only looks like them."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

from stories.aids import Kind
from tests.bench.aids.samples import Sample, marked_up

NARROW, NO_BREAK = "\u202f", "\xa0"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
GAPS = ["", " ", ".", "-", NARROW, NO_BREAK, " - "]
AROUND = [
    "{}", "Voici : {}", "mon numéro est le {}, merci", "Je joins {} à ce récit.", "({})", "« {} »", "c'est\n{}\nvoilà",
    "Écrit le 12/03/2021 au 2 rue basse, rappel {} et rien depuis 3 mois.", "{}?", "le {}.Depuis, rien", "contact:{}",
]  # fmt: skip
FIRST, LAST = (
    ["marie", "jp", "a.b", "Élodie", "karim-ali"],
    ["lambert", "le.goff", "d", "ben_ali", "75", "o+caf"],
)
# How stories name people without saying who they are, and people of many origins.
NAMED = [
    "J'ai eu {} au téléphone, très aimable.", "{} m'a dit de revenir le lendemain.", "Merci à {} pour sa patience.",
    "C'est {} qui s'occupe de mon dossier.", "Je suis tombé sur {}, au guichet 3.", "Cordialement,\n{}",
    "Une certaine {} m'a répondu sèchement.", "Mon interlocutrice, {}, a tout repris.",
    "j'ai demandé a {} mais rien n'a bougé",
]  # fmt: skip
NAMES = [
    "Sandrine", "Fatoumata", "Kévin", "Jean-Luc Moreau", "Diarra Sow", "Nguyen Thi Lan", "Aurélie Vasseur",
    "Bernadette", "Mamadou Traoré", "Yannick", "Moussa", "Leïla Benali", "Stéphane Roy", "Nadia", "Corentin Le Bihan",
    "Zoé", "Ahlem", "Olga Petrova", "Rachid", "Marie-Claude", "J. Dupuis", "DUPUIS Sandrine", "Tran Van Minh", "Gaëlle",
    "Mme Vasseur",
]  # fmt: skip
HOUSES = ["exemple.fr", "mail.exemple.com", "EXEMPLE.ORG", "mon-asso.re", "exemple.gouv.fr"]
FOREIGN = ["+32 470 12 34 56", "+41 79 123 45 67", "+49 1512 3456789", "00 34 612 345 678", "+212 612-345678"]


def nir(random: Random) -> str:
    """A social security number, its key worked out here."""
    place = random.choice([f"{random.randint(1, 95):02}", "2A", "2B"])
    parts = [str(random.choice([1, 2])), f"{random.randint(20, 99)}", f"{random.randint(1, 12):02}", place]
    parts += [f"{random.randint(1, 990):03}", f"{random.randint(1, 999):03}"]
    key = 97 - int("".join(parts).replace("2A", "19").replace("2B", "18")) % 97
    return _gaps(random, [*parts, f"{key:02}"])


def iban(random: Random) -> str:
    """A French, German, Belgian or Italian account, its check digits worked out here."""
    country, digits = random.choice([("FR", 23), ("FR", 23), ("DE", 18), ("BE", 12), ("IT", 22)])
    account = "".join(random.choices("0123456789", k=digits))
    account = f"X{account}" if country == "IT" else account
    as_number = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    whole = f"{country}{98 - int(as_number) % 97:02}{account}"
    shown = _gaps(random, [whole[at : at + 4] for at in range(0, len(whole), 4)])
    return shown.lower() if random.random() < 0.1 else shown


def phone(random: Random) -> str:
    """A French number in any clothes, or a foreign one."""
    if random.random() < 0.1:
        return random.choice(FOREIGN)
    digits = [str(random.choice([1, 2, 3, 4, 5, 6, 7, 9])), *random.choices("0123456789", k=8)]
    cuts = random.choice([(1, 3, 5, 7)] * 5 + [(1, 5), (2, 5), (1, 3, 6), range(1, 9)])
    parts = ["".join(digits[at:to]) for at, to in pairwise((*cuts, 9))]
    head = random.choice(["0", "0", "0", "+33", "+33 ", "+33 (0)", "0033", "(+33) "])
    return _gaps(random, [head + "".join(digits[: cuts[0]]), *parts], [*GAPS, "/"])


def email(random: Random) -> str:
    """An address, sometimes hidden from machines."""
    at = random.choice(["@", "@", "@", " @ ", "(at)", " [at] ", " arobase "])
    house = random.choice(HOUSES)
    house = house.replace(".", random.choice([" point ", "(dot)"])) if at not in ("@", " @ ") else house
    return f"{random.choice(FIRST)}.{random.choice(LAST)}{at}{house}"


def trap(random: Random) -> str:
    """What blocks nothing: wrong keys, service numbers, dates, sums, references."""
    digits = "".join(random.choices("0123456789", k=14))
    one, two, three = digits[:2], digits[2:4], digits[4:7]
    day = f"{random.randint(1, 28):02}/{random.randint(1, 12):02}/20{one}"
    return random.choice([
        f"0{random.choice(['800', '805', '809', '820', '892'])} {three} {digits[7:10]}", "3939", "36 46", "115",
        f"{day} {random.randint(8, 18)} h", f"SIRET {digits}", f"n° {digits[:8]}", f"{digits}{digits}",
        f"{digits[:6]} euros", f"{three} {digits[7:10]},{two} €", f"de {one} à {two} ans", f"page {one}-{two}",
        f"1 {one} 13 {two} {three} {digits[7:10]} {digits[10:12]}", _wrong(nir(random)), _wrong(iban(random)),
        f"@{digits[:4]}", "a@b", "Caf@dom", f"12@{digits}", f"{digits[:1]},{digits[1:10]}", f"v{one}.{two}.{three}",
    ])  # fmt: skip


MAKERS: dict[Kind, Callable[[Random], str]] = {
    Kind.NIR: nir,
    Kind.IBAN: iban,
    Kind.PHONE: phone,
    Kind.EMAIL: email,
}


def made(of_each: int, seed: int = 1) -> Iterator[Sample]:
    """So many of each kind, and as many traps as of all kinds together."""
    random = Random(seed)
    judges = frozenset(MAKERS)
    for kind, make in MAKERS.items():
        for _ in range(of_each):
            sample = marked_up(random.choice(AROUND).format(f"{{{kind.value}|{make(random)}}}"))
            yield Sample(sample.text, sample.truths, judges)
            yield Sample(random.choice(AROUND).format(trap(random)), (), judges)


def _wrong(number: str) -> str:
    """Its last digit is another."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _gaps(random: Random, parts: list[str], gaps: list[str] = GAPS) -> str:
    shown = random.choice(gaps).join(parts)
    return shown.translate(FULL_WIDTH) if random.random() < 0.05 else shown
