"""A Canvas of a few lines that shares nothing with the sandbox: one course with ids above 2^53, read over plain HTTP.

usage: other_canvas.py numbers|strings

Writes its address to standard output. With `strings`, ids are strings; every list comes in pages of two.
"""

import http.server
import json
import sys
import urllib.parse

BIG = 9_007_199_254_740_993  # 2^53 + 1: the first whole number that a double does not hold
COURSE, SECTION, TERM = BIG + 10, BIG + 20, BIG + 30
STUDENTS = {BIG + 100 + n: name for n, name in enumerate(["Abel, Anna", "Birk, Ben", "Cole, Cleo"])}
ESSAY, QUIZ = BIG + 200, BIG + 300
DUE, LATER = "2026-03-02T22:59:59Z", "2026-03-09T22:59:59Z"
OVERRIDE = {
    "id": BIG + 400, "assignment_id": ESSAY, "title": "1 student", "student_ids": [BIG + 101], "due_at": LATER,
    "all_day": True, "all_day_date": "2026-03-09", "unassign_item": False,
}
NO_DATES = {"due_at": None, "unlock_at": None, "lock_at": None}


def assignment(identity, name, due, overrides=(), **more):
    return {
        "id": identity, "name": name, **NO_DATES, "due_at": due, "published": True, "workflow_state": "published",
        "submission_types": ["online_upload"], "only_visible_to_overrides": False, "visible_to_everyone": True,
        "has_overrides": bool(overrides), "overrides": list(overrides), "course_id": COURSE,
        "html_url": f"https://canvas.invalid/courses/{COURSE}/assignments/{identity}", **more,
    }


API = f"/api/v1/courses/{COURSE}"
ANSWERS = {
    "/api/v1/users/self": {"id": BIG, "name": "Rita Registrar", "sortable_name": "Registrar, Rita"},
    API: {
        "id": COURSE, "name": "Letters", "course_code": "LET", "sis_course_id": "LET-1", "workflow_state": "available",
        "time_zone": "Europe/Berlin", "start_at": None, "end_at": None, "enrollments": [],
        "term": {"id": TERM, "name": "Spring", "sis_term_id": "S26", "start_at": None, "end_at": None},
    },
    f"{API}/sections": [{"id": SECTION, "name": "A", "course_id": COURSE, "sis_section_id": None}],
    f"{API}/enrollments": [
        {
            "id": BIG + 500 + n, "user_id": identity, "course_id": COURSE, "course_section_id": SECTION,
            "type": "StudentEnrollment", "enrollment_state": "active", "sis_user_id": f"S{n}",
            "user": {"id": identity, "name": name, "sortable_name": name},
        }
        for n, (identity, name) in enumerate(STUDENTS.items())
    ],
    f"{API}/assignments": [
        assignment(ESSAY, "Essay", DUE, [OVERRIDE]),
        assignment(BIG + 201, "Reading log", None),
        assignment(BIG + 202, "Quiz", DUE, quiz_id=QUIZ, is_quiz_assignment=True, submission_types=["online_quiz"]),
    ],
    f"{API}/quizzes": [
        {"id": QUIZ, "title": "Quiz", "quiz_type": "assignment", "assignment_id": BIG + 202, "published": True,
         **NO_DATES, "due_at": DUE},
    ],
    f"{API}/quizzes/assignment_overrides": {"quiz_assignment_overrides": [
        {"quiz_id": QUIZ, "due_dates": [], "all_dates": [{"base": True, **NO_DATES, "due_at": DUE}]},
    ]},
    f"{API}/new_quizzes/assignment_overrides": {"quiz_assignment_overrides": []},
    f"{API}/modules": [],
    f"{API}/groups": [],
    f"{API}/effective_due_dates": {
        str(identity): {
            str(student): {"due_at": LATER if (identity, student) == (ESSAY, BIG + 101) else due,
                           "grading_period_id": None, "in_closed_grading_period": False,
                           "override_id": None, "override_source": None}
            for student in STUDENTS
        }
        for identity, due in [(ESSAY, DUE), (BIG + 201, None), (BIG + 202, DUE)]
    },
}


def ids_as_strings(value, key=""):
    if isinstance(value, dict):
        return {name: ids_as_strings(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [ids_as_strings(inner, key) for inner in value]
    is_id = key == "id" or key.endswith(("_id", "_ids"))
    return str(value) if is_id and isinstance(value, int) and not isinstance(value, bool) else value


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if self.headers.get("Authorization") != "Bearer other-canvas-token":
            return self.answer(401, {"errors": [{"message": "Invalid access token."}]})
        if url.path not in ANSWERS:
            return self.answer(404, {"errors": [{"message": "The specified resource does not exist."}]})
        body, link = ANSWERS[url.path], None
        if isinstance(body, list) or "quiz_assignment_overrides" in body:
            page = int(urllib.parse.parse_qs(url.query).get("mark", ["0"])[0])
            own = f"http://{self.headers['Host']}{url.path}"
            link = f'<{own}?mark={page}>; rel="current"'
            if isinstance(body, list):
                if len(body) > 2 * page + 2:
                    link += f', <{own}?mark={page + 1}>; rel="next"'
                body = body[2 * page:2 * page + 2]
        return self.answer(200, body, link)

    def answer(self, status, body, link=None):
        content = json.dumps(ids_as_strings(body) if sys.argv[1] == "strings" else body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if link:
            self.send_header("Link", link)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
