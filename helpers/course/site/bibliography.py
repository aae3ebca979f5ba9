"""The sources of all modules in one list, each with what the modules say about it."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from helpers.course.site.material import Material, section

__all__ = ["bibliography", "works_of"]

HEADING = "Sources, read critically"
BULLET = re.compile(r"^- (.+(?:\n {2,}.+)*)", re.MULTILINE)
CAPITAL = "[A-ZÀ-ÞĀ-Ž]"
INITIALS = rf"(?:{CAPITAL}\.[- ]?)+"
PARTICLES = "(?:(?:de|den|der|van|von) )*"
NAME = rf"(?:{INITIALS}{PARTICLES})?{CAPITAL}[\w'’-]+(?: {CAPITAL}[\w'’-]+)*"
AUTHORS = rf"{NAME}(?:(?:, | & ){NAME})*(?: et al\.| and others)?"
# A work begins a bullet, or follows another one: "A. Bee (2001), *Title*, Place. A remark."
WORK = re.compile(
    rf"(?:^|(?P<before>[.;]) )(?P<who>{AUTHORS})"
    r"(?: \((?P<year>\d{4})\)(?:, \*(?P<title>[^*]+)\*)?|, \*(?P<only_title>[^*]+)\*)"
)
END_OF_PLACE = re.compile(r"(?:(?<!\bvol)(?<!\bno)(?<!\bpp)(?<!\bed)\.|:)(?:\s+|$)")

INTRODUCTION = """\
# Sources

All that the modules refer to, in the order of the first author's name. The remarks are those of the
modules: what a source says, and where the course does it differently.
"""


@dataclass
class Work:
    """One work: remarks holds (slug of the module, what it says about the work)."""

    who: str
    year: str
    title: str
    place: str
    remarks: list[tuple[str, str]] = field(default_factory=list)


def bibliography(materials: list[Material]) -> str:
    """Return the page of all sources, in Markdown."""
    works: dict[str, Work] = {}
    others: list[tuple[str, str]] = []
    for material in materials:
        for text, found in works_of(material):
            for work, remark in found:
                kept = works.setdefault(_key(work), work)
                kept.who = max(kept.who, work.who, key=len)
                kept.place = max(kept.place, work.place, key=len)
                kept.remarks.append((material.slug, remark))
            if not found:
                others.append((material.slug, text))
    entries = [_entry(work) for work in sorted(works.values(), key=_order)]
    rest = [f"- {text} ({_link(slug)})" for slug, text in others]
    parts = [INTRODUCTION, "\n".join(entries)]
    if rest:
        parts += ["\n## Data, code and other sources\n", "\n".join(rest)]
    return "\n".join(parts) + "\n"


def works_of(material: Material) -> Iterator[tuple[str, list[tuple[Work, str]]]]:
    """Yield each bullet of a module's sources, and the works in it, each with the remark on it."""
    for match in BULLET.finditer(section(material.texts(), HEADING)):
        text = " ".join(match.group(1).split())
        yield text, list(_works(text))[::-1]


def _works(text: str) -> Iterator[tuple[Work, str]]:
    """Yield each work that a bullet names, with the remark on it.

    Works with a semicolon between them share the remark that follows the last of them.
    """
    found = list(WORK.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    told = ""
    for match, end in reversed(list(zip(found, ends, strict=True))):
        place, remark = _place_and_remark(text[match.end() : end])
        told = remark if end == len(text) or text[end] != ";" else remark or told
        title = match["title"] or match["only_title"] or ""
        yield Work(match["who"], match["year"] or "", title, place), told


def _place_and_remark(rest: str) -> tuple[str, str]:
    """Split what follows a title: ", Neural Computation 9. The cell." and ", ICML: a cell." too."""
    end = END_OF_PLACE.search(rest)
    if not end:
        return rest.strip(" ,;"), ""
    remark = rest[end.end() :].strip()
    if end[0].startswith(":"):
        remark = remark[:1].upper() + remark[1:]
    return rest[: end.start()].strip(" ,;"), remark


def _entry(work: Work) -> str:
    year = f" ({work.year})" if work.year else ""
    title = f", *{work.title}*" if work.title else ""
    place = f"{'' if work.place.startswith('(') else ','} {work.place}" if work.place else ""
    said = [f"  - {_link(slug)}: {remark.rstrip('.')}." for slug, remark in work.remarks if remark]
    silent = [_link(slug) for slug, remark in work.remarks if not remark]
    also = f" ({', '.join(silent)})" if silent else ""
    return "\n".join([f"- {work.who}{year}{title}{place}.{also}", *said])


def _link(slug: str) -> str:
    return f"[{slug[:2]}](modules/{slug}.ipynb)"


def _key(work: Work) -> str:
    """Return what two mentions of the same work share: its title, else its authors and year."""
    return re.sub(r"\W+", " ", work.title or f"{work.who} {work.year}").casefold().strip()


def _order(work: Work) -> tuple[str, str, str]:
    first = re.split(r",| & | et al\.| and others", work.who)[0]
    surname = re.sub(f"^{INITIALS}", "", first)
    plain = unicodedata.normalize("NFKD", surname).encode("ascii", "ignore").decode()
    return plain.casefold(), work.year, work.title
