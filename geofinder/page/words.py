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

LIKELIHOODS = {"likely": "Likely", "plausible": "Plausible", "unusual": "Unusual"}
"""What pairs rated like a group's came to in the past, in a word."""

WHY_LEFT = {
    "nothing-near": "No other school near enough",
    "only-academies": "Only academies near",
    "better-elsewhere": "Every partner is in a better group",
    "blocked": "A rule blocks every group",
    "kept-apart": "Kept apart by local knowledge",
    "not-known": "A fact that a rule needs is not known",
    "no-rural": "No rural school among those near",
    "bounds": "Every group is outside the bounds set for the plan",
}
"""Why a school is left over, in few words, for each code of the table of schools left over."""

OBJECTIVES = {
    "served": "Small or at-risk schools served",
    "score": "Score of the groups, added up",
    "travel_min": "Minutes from every member to its hub, added up",
}
"""What a plan is best at, for each of the keys of its order in the manifest."""

SURE = {
    "seen": "the text itself was read",
    "second": "taken from a law firm, paper or council that quotes it",
    "unsure": "not checked: check with the local authority",
    "own": "no rule of law",
}

LIMIT = (
    "The limit is for every two schools of rural primaries; groups of other patterns, such as a "
    "school that joins a federation, have limits of their own."
)
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
    "Roads, water and names of places: © OpenStreetMap contributors, available under the Open "
    "Database Licence (ODbL), "
    "openstreetmap.org/copyright."
)
