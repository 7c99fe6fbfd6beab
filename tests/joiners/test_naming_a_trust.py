"""Check how a trust is found by what a user calls it."""

import pytest

from geofinder.errors import NotFoundError, UsageError
from geofinder.gias import read_register
from geofinder.joining.trusts import find_trust
from tests.gias.registers import LINK, school, write_links, write_register

ACADEMY = {
    "EstablishmentTypeGroup (name)": "Academies",
    "TypeOfEstablishment (name)": "Academy converter",
}
MAT = {"Group Type (code)": "06", "Group Type": "Multi-academy trust"}


def member(urn, uid, name, company="", **more):
    link = {"URN": urn, "Group UID": uid, "Group Name": name, "Companies House Number": company}
    return LINK | MAT | link | more


@pytest.fixture
def register(tmp_path):
    schools = [school(URN=str(urn), **ACADEMY) for urn in range(100001, 100006)]
    schools.append(school(URN="100009"))
    links = [
        member("100001", "2001", "THE OAK & ASH TRUST LIMITED", "7123456.0"),
        member("100002", "2002", "Twin Trust", "08000002"),
        member("100003", "2003", "TWIN TRUST", "08000003"),
        member(
            "100004", "2004", "Lone School", "SC123456",
            **{"Group Type (code)": "10", "Group Type": "Single-academy trust"},
        ),
        member(
            "100009", "2009", "River Federation",
            **{"Group Type (code)": "01", "Group Type": "Federation"},
        ),
    ]  # fmt: skip
    return read_register([write_register(tmp_path, *schools)], links=write_links(tmp_path, *links))


def found(register, asked):
    return find_trust(register.trusts, register.schools, asked)["trust_id"]


@pytest.mark.parametrize(
    "asked", ["2001", "07123456", "7123456", "The Oak & Ash Trust Limited", "oak and ash trust"]
)
def test_a_trust_is_found_by_uid_company_number_or_name(register, asked):
    assert found(register, asked) == "2001"


def test_several_trusts_of_one_name_are_listed_to_choose_from(register):
    with pytest.raises(UsageError, match=r"2 trusts.*2002 Twin.*08000002.*2003 TWIN.*East Sussex"):
        found(register, "twin trust")
    assert found(register, "2003") == "2003"


def test_an_unknown_trust_is_answered_with_the_closest_names(register):
    with pytest.raises(NotFoundError, match=r"Closest: 2001 THE OAK"):
        found(register, "Oak and Ash")


def test_a_federation_is_no_academy_trust(register):
    with pytest.raises(NotFoundError, match="is a federation, not an academy trust"):
        found(register, "River Federation")


def test_a_single_academy_trust_cannot_be_joined_and_its_school_is_named(register):
    with pytest.raises(NotFoundError, match="geofinder options 100004"):
        found(register, "Lone School")


def test_the_trusts_of_a_register_have_their_numbers_and_counts(register):
    trusts = register.trusts.set_index("trust_id")
    assert trusts["companies_house"].to_dict() == {
        "2001": "07123456",
        "2002": "08000002",
        "2003": "08000003",
        "2004": "SC123456",
    }
    assert trusts["schools"].tolist() == [1, 1, 1, 1]
    assert trusts["kind"].tolist() == ["mat", "mat", "mat", "sat"]
