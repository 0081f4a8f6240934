"""Drives a running sandbox with canvasapi (PyPI), the client that people script Canvas with.

Usage: CANVAS_API_URL=http://127.0.0.1:PORT CANVAS_API_TOKEN=… python3 .ci/canvasapi_check.py

Prints each check that fails, and `N passed, N failed` at the end; exits 1 when one failed.
"""

import os
import sys
import traceback

from canvasapi import Canvas
from canvasapi.exceptions import Forbidden, InvalidAccessToken, ResourceDoesNotExist

URL = os.environ["CANVAS_API_URL"]
TOKEN = os.environ["CANVAS_API_TOKEN"]
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def expect(actual, wanted):
    assert actual == wanted, f"expected {wanted!r}, got {actual!r}"


def refuses(error, function):
    try:
        function()
    except error:
        return
    raise AssertionError(f"expected {error.__name__}, got an answer")


@check
def current_user(canvas):
    expect(canvas.get_current_user().name, "Registrar Robot")


@check
def an_unknown_token_is_an_invalid_access_token(_):
    refuses(InvalidAccessToken, lambda: Canvas(URL, "no-such-token").get_current_user())


@check
def courses_of_the_account(canvas):
    courses = canvas.get_account(1).get_courses(per_page=2)
    expect([course.id for course in courses], [101, 102, 103, 104, 105, 21070000000000371])


@check
def a_course_by_its_sis_id(canvas):
    expect(canvas.get_course("2026AU-NAV105", use_sis_id=True).id, 105)


@check
def unknown_and_forbidden_courses(canvas):
    refuses(ResourceDoesNotExist, lambda: canvas.get_course(404))
    refuses(Forbidden, lambda: canvas.get_course(403))


@check
def sections(canvas):
    names = [section.name for section in canvas.get_course(101).get_sections()]
    expect(names, ["Section A", 'Section B, "evening"', "Section C <lab> = 3"])


@check
def every_page_of_the_enrollments(canvas):
    rows = list(canvas.get_course(102).get_enrollments(type=["StudentEnrollment"], per_page=25))
    expect(len({row.id for row in rows}), len(rows))
    expect(len({row.user_id for row in rows}) > 250, True)


@check
def concluded_enrollments_on_request(canvas):
    rows = canvas.get_course(101).get_enrollments(type=["StudentEnrollment"], state=["completed"])
    expect(sorted(row.user_id for row in rows), [101014, 101019])


@check
def users(canvas):
    users = list(canvas.get_course(101).get_users(enrollment_type=["student"], per_page=5))
    expect("Zelda Quimby" in [user.name for user in users], True)
    expect("Test Student" in [user.name for user in users], False)


@check
def assignments_with_overrides(canvas):
    assignments = canvas.get_course(101).get_assignments(include=["overrides"], override_assignment_dates=False)
    rows = {assignment.id: assignment for assignment in assignments}
    quiz = rows[101401]
    expect(quiz.due_at, "2026-09-12T03:59:59Z")
    expect([override.id for override in quiz.overrides], [101601, 101602, 101603])
    expect(quiz.overrides[1].student_ids, [101001, 101002])
    expect((quiz.overrides[1].lock_at, hasattr(quiz.overrides[1], "unlock_at")), (None, False))


@check
def overrides_of_one_assignment(canvas):
    assignment = canvas.get_course(101).get_assignment(101410)
    rows = list(assignment.get_overrides())
    expect([(row.id, getattr(row, "context_module_id", None)) for row in rows], [(101921, 101802), (101624, None)])
    expect(assignment.get_override(101624).student_ids, [101022])


@check
def many_overrides_at_once(canvas):
    wanted = [{"id": 101624, "assignment_id": 101410}, {"id": 1, "assignment_id": 101410}]
    expect([row.id for row in canvas.get_course(101).get_assignment_overrides(wanted)], [101624])


@check
def modules_and_their_items(canvas):
    modules = list(canvas.get_course(101).get_modules(include=["items"]))
    expect([module.id for module in modules], [101801, 101802, 101803, 101804, 101805])
    types = [item.type for item in modules[0].get_module_items()]
    expect(types, ["SubHeader", "Page", "Quiz", "Assignment", "Assignment"])


@check
def a_long_module_over_several_pages(canvas):
    module = canvas.get_course(102).get_module(102804)
    expect(len(list(module.get_module_items(per_page=50))), 105)


@check
def quizzes(canvas):
    titles = [quiz.title for quiz in canvas.get_course(101).get_quizzes()]
    expect(titles[2:4], ["Practice: lab safety", "Mid-term survey"])


@check
def quiz_overrides(canvas):
    sets = list(canvas.get_course(101).get_quiz_overrides(per_page=2))
    expect([row.quiz_id for row in sets], [101501, 101502, 101503, 101504, 101505])
    expect([date["title"] for date in sets[3].all_dates], ["Everyone else", 'Section B, "evening"'])


@check
def quiz_overrides_of_some_quizzes(canvas):
    sets = canvas.get_course(101).get_quiz_overrides(quiz_assignment_overrides=[{"quiz_ids": [101502, 101504]}])
    expect([row.quiz_id for row in sets], [101502, 101504])


@check
def groups_and_members(canvas):
    groups = {group.name: group for group in canvas.get_course(101).get_groups()}
    expect(sorted(groups), ["Bench 1", "Bench 2", "Circle of Gulls"])
    expect([user.id for user in groups["Bench 2"].get_users()], [101002, 101005])
    states = [row.workflow_state for row in groups["Bench 2"].get_memberships()]
    expect(states, ["accepted", "accepted", "invited"])


@check
def terms(canvas):
    names = [term.name for term in canvas.get_account(1).get_enrollment_terms()]
    expect(names, ["Default Term", "Autumn 2026", "Spring 2026"])


def main():
    canvas = Canvas(URL, TOKEN)
    failed = 0
    for function in CHECKS:
        try:
            function(canvas)
        except Exception:
            failed += 1
            print(f"FAILED {function.__name__}\n{traceback.format_exc()}", file=sys.stderr)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
