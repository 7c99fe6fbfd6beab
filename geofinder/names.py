"""Find the words that tell one school's name from another's."""

import re

_GENERIC_WORDS = """
    school schools infant infants junior juniors primary first middle upper lower nursery and the
    of at in for on with a an s st saint saints church england c e ce cofe coe rc r catholic roman
    methodist voluntary aided controlled va vc foundation community academy academies trust
    federation free maintained endowed parochial parish county village college high secondary
    federated infantnursery jmi sch acad
"""
GENERIC = frozenset(_GENERIC_WORDS.split())
"""Words that many schools' names hold and that therefore link no two of them."""


def telling_words(name: str) -> frozenset[str]:
    """Return the words of a name that are not generic, in lower case, without possessive s."""
    words = re.findall(r"[^\W_]+", re.sub(r"['\u2019]s\b|['\u2019]", "", name.lower()))
    return frozenset(word for word in words if word not in GENERIC)
