"""Content systems: told from what a front page and its answer show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_GENERATOR = re.compile(
    r"<meta\b(?=[^>]*\bname\s*=\s*[\"']?generator)[^>]*\bcontent\s*=\s*[\"']([^\"'>]{1,200})", re.I
)


@dataclass(frozen=True, slots=True)
class System:
    """A content system: the signs of it, and where it puts what machines read.

    ``signs`` are regular expressions over the page's markup, ``generator`` one over its generator
    meta, ``headers`` one over the answer's headers ("name: value" lines). ``feeds`` and
    ``sitemaps`` are paths from the root; ``deny`` are patterns for a profile.
    """

    name: str
    bulletin: bool = False
    generator: str = ""
    headers: str = ""
    signs: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """The system a site seems to run on, and what says so, in words."""

    system: System
    evidence: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether the site names its system itself, or two signs agree."""
        return len(self.evidence) > 1 or self.evidence[0].startswith("generator")


#: Signs seen on Polish city sites and bulletins. Systems that name themselves come first.
SYSTEMS: tuple[System, ...] = (
    System(
        "WordPress", generator=r"^WordPress", headers=r"^link:.*api\.w\.org|^x-powered-by: wp",
        signs=(r"/wp-content/", r"/wp-json/", r"/wp-includes/", r"class=[\"'][^\"']*wp-block-"),
        feeds=("/feed/",), sitemaps=("/wp-sitemap.xml", "/sitemap_index.xml"),
        deny=("^/wp-admin/", "^/wp-login", "^/wp-content/", "[?&]s="),
    ),
    System(
        "Joomla", generator=r"^Joomla",
        signs=(r"/media/(?:jui|system|vendor/joomla)", r"/index\.php\?option=com_",
               r"class=[\"'][^\"']*item-page", r"/components/com_"),
        feeds=("/?format=feed&type=rss", "/index.php?format=feed&type=rss"),
        deny=(r"[?&]option=com_search", r"[?&]tmpl=component"),
    ),
    System(
        "Drupal", generator=r"^Drupal", headers=r"^x-(?:drupal|generator: drupal)",
        signs=(r"/sites/default/files/", r"data-drupal-", r"Drupal\.settings",
               r"class=[\"'][^\"']*views-row", r"field--name-body"),
        feeds=("/rss.xml",), sitemaps=("/sitemap.xml",),
        deny=(r"[?&](?:taxonomy_|field_|f(?:\[|%5B))", "^/search/", "^/user/"),
    ),
    System(
        "Liferay", generator=r"Liferay", headers=r"^liferay-portal:",
        signs=(r"Liferay\.", r"/o/[a-z-]+-theme/", r"journal-content-article", r"[?&]p_p_id="),
        sitemaps=("/sitemap.xml",), deny=(r"[?&]p_p_id=(?!.*[?&]\w*cur=)",),
    ),
    System("TYPO3", generator=r"^TYPO3", signs=(r"/typo3temp/", r"/typo3conf/"),
           sitemaps=("/sitemap.xml",)),
    System(
        "SharePoint", generator=r"SharePoint", headers=r"^microsoftsharepointteamservices:",
        signs=(r"/_layouts/", r"_spPageContextInfo", r"/Strony/"), feeds=("/Strony/rss.aspx",),
        deny=("^/_layouts/",),
    ),
    System("SmartSite (BIT)", bulletin=True, generator=r"SmartSite",
           note="it serves page 1 again past the end of a list"),
    System(
        "Logonet", bulletin=True,
        signs=(r"logonet", r"/artykuly?/\d+", r"Wersja systemu"), feeds=("/rss",),
    ),
    System("MADKOM eBIP", bulletin=True, signs=(r"madkom", r"/m,\d+,[^\"'/]+\.html"),
           note="pages are filled by a script from /api/menu/…"),
    System("Nefeni bip.net.pl", bulletin=True, signs=(r"bip\.net\.pl", r"nefeni"),
           note="pages are filled by a script"),
    System("IDcom", bulletin=True, signs=(r"idcom", r"/wiadomosci/\d+/lista/")),
    System("SystemDoBIP (E-LINE)", bulletin=True,
           signs=(r"systemdobip", r"Data wprowadzenia do BIP", r"pobierz\.php\?plik=")),
    System("bip.info.pl", bulletin=True, signs=(r"bip\.info\.pl", r"dokument\.php\?iddok=")),
    System("FINN", bulletin=True, signs=(r"finn\.pl", r"/bipkod/\d+")),
    System("Alfa TV", bulletin=True, signs=(r"Wytw[óo]rnia Telewizyjno-Filmowa Alfa",)),
    System("ICOR", bulletin=True, signs=(r"chapter_\d+\.asp", r"\bicor\b")),
    System("akcessnet", bulletin=True, signs=(r"akcessnet", r"index\.php\?idg=")),
    System("WOKISS", bulletin=True, signs=(r"wokiss",)),
    System("ZETO NowyBIP", bulletin=True, signs=(r"e-zeto\.eu", r"nowybip")),
    System("2ClickPortal", signs=(r"2ClickPortal",)),
    System("SISCO", bulletin=True, signs=(r"\bsisco\b",)),
    System("ABC PRO", bulletin=True, signs=(r"abcpro", r"ABC PRO")),
    System("SkyCMS (netkoncept)", signs=(r"netkoncept", r"#printArea"),
           sitemaps=("/sitemap.xml",)),
    System("Vela (ESC)", signs=(r"VelaBIP", r"\bVela CMS\b")),
    System("Extranet / netadmin", signs=(r"netadmin", r"/plik,\d+,")),
)  # fmt: skip


def recognise(markup: str, headers: Mapping[str, str]) -> Guess | None:
    """Name the system behind a page: the one with most signs; None when there is no sign.

    ``headers`` are those of the answer, names in any case. A generator meta decides alone.
    """
    named = _GENERATOR.search(markup)
    lines = "\n".join(f"{name.lower()}: {value}" for name, value in headers.items())
    guesses = [
        Guess(system, evidence)
        for system in SYSTEMS
        if (evidence := _evidence(system, named[1] if named else "", markup, lines))
    ]
    # max keeps the first of equals
    return max(guesses, key=lambda guess: (guess.sure, len(guess.evidence)), default=None)


def generator_of(markup: str) -> str | None:
    """What a page says it was made with, or None."""
    named = _GENERATOR.search(markup)
    return named[1].strip() if named else None


def _evidence(system: System, generator: str, markup: str, headers: str) -> tuple[str, ...]:
    found = []
    if system.generator and re.search(system.generator, generator, re.I):
        found.append(f"generator {generator}")
    if system.headers and (line := re.search(system.headers, headers, re.I | re.M)):
        found.append(f"header {line[0].partition(':')[0]}")
    seen = filter(None, (re.search(sign, markup, re.I) for sign in system.signs))
    return (*found, *(f"{sign[0][:40]} in the page" for sign in seen))
