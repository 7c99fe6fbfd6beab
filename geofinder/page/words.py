"""Say every code of the tables in the words that governors and planners use."""

PATTERNS = {
    "rural-primaries": ("Rural primaries", "Rural primary schools near one another"),
    "infant-junior": ("Infant and junior", "Infant or first schools with the school they lead to"),
    "feeders": ("Secondary and its feeders", "A secondary school with the primaries near it"),
    "federation-joiner": (
        "Joining a federation",
        "A school that could join an existing federation",
    ),
    "trust-joiner": ("Joining a trust", "A standalone school and an existing trust"),
    "trust-hub": ("New trust", "Standalone schools that could form a trust"),
    "area": ("Area partnership", "A mixed group of schools in one neighbourhood"),
}
"""A short name and a sentence for each pattern."""

FORMS = {
    "federation": "Federation",
    "join-federation": "Joining the existing federation",
    "new-trust": "New academy trust",
    "join-trust": "Joining an academy trust",
    "trust-partnership": "Time-limited agreement with a trust",
    "foundation-trust": "Foundation or co-operative trust",
    "collaboration": "Collaboration",
    "amalgamation": "Amalgamation",
    "transfer": "Transfer to another trust",
}

STATUSES = {
    "open": "open",
    "needs-consent": "needs consent",
    "not-known": "not known",
    "blocked": "blocked",
}

PHASES = {
    "infant": ("Infant or first", ("infant", "first")),
    "junior": ("Junior", ("junior",)),
    "primary": ("Primary", ("primary",)),
    "middle": ("Middle", ("middle",)),
    "secondary": ("Secondary or upper", ("secondary", "upper")),
    "all-through": ("All-through", ("all-through",)),
    "nursery": ("Nursery", ("nursery",)),
    "16-plus": ("16 plus", ("16-plus",)),
    "special": ("Special or alternative", ("special", "alternative")),
    "not-known": ("Phase not known", ("not-known",)),
}
"""The groups of stages that share a shape and colour on the map."""

ROLES = {
    "member": "member",
    "joiner": "could join",
    "host": "in the trust already",
    "hub": "at the centre",
    "secondary": "secondary",
    "feeder": "feeder school",
    "infant": "infant",
    "junior": "junior",
    "first": "first",
    "middle": "middle",
}

CRITERIA = {
    "closeness": "How close together",
    "small_schools": "Small schools in it",
    "combined_roll": "Pupils together",
    "same_authority": "Same local authority",
    "same_character": "Same religious character",
    "shared_name": "Shared name",
    "fit": "How well the ages and places fit",
}

SURE = {
    "seen": "the text itself was read",
    "second": "taken from a law firm, paper or council that quotes it",
    "unsure": "not checked: check with the local authority",
}

CLAIM = "Candidates are not proposals: geofinder makes no claim of willingness, quality or vacancy."
OGL = (
    "Contains public sector information licensed under the Open Government Licence v3.0: "
    "Get Information about Schools, Department for Education."
)
BOUNDARIES = (
    "Boundaries: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right 2026."
)
OSM = (
    "Roads: © OpenStreetMap contributors, available under the Open Database Licence (ODbL), "
    "openstreetmap.org/copyright."
)
