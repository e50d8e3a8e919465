from django.urls import URLPattern, URLResolver, include, path

from workflow import (
    views_answers,
    views_author,
    views_calibration,
    views_claims,
    views_context,
    views_decisions,
    views_demo,
    views_figures,
    views_guide,
    views_journal,
    views_messages,
    views_moderation,
    views_people,
    views_queues,
    views_readers,
    views_replies,
    views_reports,
    views_tell,
    views_validation,
)
from workflow.models import Step
from workflow.story_queues import AWAITING, DECIDED_LATELY, SECOND

app_name = "workflow"


def claims(step: Step, suffix: str) -> list:
    """The five presses every kind of workbench has."""
    return [
        path(f"<int:pk>/{word}/", view, {"step": step}, name=f"{name}{suffix}")
        for word, name, view in [
            ("prendre", "claim", views_claims.claim),
            ("rendre", "release", views_claims.release),
            ("reprendre", "take_over", views_claims.take_over),
            ("prolonger", "renew", views_claims.renew),
            ("copie", "keep_copy", views_claims.keep_copy),
        ]
    ]


after_publication: list[URLPattern | URLResolver] = [
    path("signalements/", views_reports.reported, name="reports"),
    path("signalements/<int:pk>/", views_reports.report_bench, name="report_bench"),
    path("signalements/<int:pk>/classer/", views_reports.dismiss_reports, name="dismiss_reports"),
    path("signalements/<int:pk>/transmettre/", views_reports.escalate_reports, name="escalate_reports"),
    path("signalements/<int:pk>/corriger/", views_reports.amend, name="amend"),
    path("signalements/<int:pk>/depublier/", views_reports.unpublish, name="unpublish"),
    path("signalements/<int:pk>/republier/", views_reports.republish, name="republish"),
    path("signalements/", include(claims(Step.REPORT, "_report"))),
    path("suites/", views_answers.answers, name="answers"),
    path("suites/<int:pk>/", views_answers.answer_bench, name="answer_bench"),
    path("suites/<int:pk>/publier/", views_answers.publish_answer, name="publish_answer"),
    path("suites/<int:pk>/rejeter/", views_answers.reject_answer, name="reject_answer"),
    path("suites/", include(claims(Step.ANSWER, "_answer"))),
    path("etalonnage/", views_calibration.calibration, name="calibration"),
    path("etalonnage/suivante/", views_calibration.next_calibration, name="next_calibration"),
    path("etalonnage/<int:pk>/", views_calibration.calibrate, name="calibrate"),
    path("etalonnage/<int:pk>/avis/", views_calibration.opine, name="opine"),
    path("etalonnage/", include(claims(Step.CALIBRATE, "_calibrate"))),
    path("journal/", views_journal.journal, name="journal"),
    path("journal.csv", views_journal.journal_csv, name="journal_csv"),
    path("chiffres/", views_figures.figures, name="desk_figures"),
]
moderation = [
    path("", views_moderation.moderation, name="moderation"),
    path("secondes-lectures/", views_moderation.moderation, {"queue": SECOND}, name="second"),
    path("attente/", views_moderation.moderation, {"queue": AWAITING}, name="awaiting"),
    path("decidees/", views_moderation.moderation, {"queue": DECIDED_LATELY}, name="decided"),
    path("ranger/", views_queues.arrange, name="arrange"),
    path("ecarter/", views_queues.bulk_reject, name="bulk_reject"),
    path("<int:pk>/passer/", views_queues.pass_on, name="pass"),
    path("<int:pk>/autour/", views_context.context, name="context"),
    path("<int:pk>/annoter/", views_context.annotate, name="annotate"),
    path("<int:pk>/noter/", views_context.note, name="note"),
    path("suivant/", views_decisions.next_story, name="next"),
    path("<int:pk>/", views_moderation.bench, name="bench"),
    path("<int:pk>/publier/", views_decisions.publish, name="publish"),
    path("<int:pk>/corriger/", views_decisions.correct, name="correct"),
    path("<int:pk>/rejeter/", views_decisions.reject, name="reject"),
    path("<int:pk>/proposer/", views_decisions.propose, name="propose"),
    path("<int:pk>/demander/", views_decisions.ask, name="ask"),
    path("<int:pk>/transmettre/", views_decisions.escalate, name="escalate"),
    path("<int:pk>/annuler/", views_decisions.undo, name="undo"),
    path("guide/", views_guide.guide, name="guide"),
    path("guide/modifier/", views_guide.edit_guide, name="edit_guide"),
    path("modeles/", views_messages.templates, name="templates"),
    path("modeles/<slug:outcome>/", views_messages.edit_template, {"reason": ""}, name="edit_template"),
    path("modeles/<slug:outcome>/<slug:reason>/", views_messages.edit_template, name="edit_template"),
    *claims(Step.MODERATE, ""),
]
replies = [
    path("", views_replies.inbox, name="inbox"),
    path("<int:pk>/", views_replies.desk, name="desk"),
    path("<int:pk>/brouillon/", views_replies.save_draft, name="save_draft"),
    path("<int:pk>/soumettre/", views_replies.submit_reply, name="submit_reply"),
    path("<int:pk>/juger/", views_people.rate, name="rate"),
    *claims(Step.DRAFT, "_draft"),
]
validation = [
    path("", views_validation.validation, name="validation"),
    path("<int:pk>/", views_validation.judge, name="judge"),
    path("<int:pk>/approuver/", views_validation.approve, name="approve"),
    path("<int:pk>/modifier/", views_validation.approve_with_edits, name="approve_with_edits"),
    path("<int:pk>/renvoyer/", views_validation.send_back, name="send_back"),
    *claims(Step.VALIDATE, "_validate"),
]
urlpatterns = [
    path("moderation/", include(after_publication)),
    path("moderation/", include(moderation)),
    path("experiences/<int:pk>/signaler/", views_readers.report, name="report"),
    path("reponses/", include(replies)),
    path("validation/", include(validation)),
    path("notifications/", views_people.notification_list, name="notifications"),
    path("notifications/lues/", views_people.read_all, name="read_all"),
    path("notifications/lue/", views_people.read_one, name="read_one"),
    path("moi.css", views_people.mine_css, name="mine_css"),
    path("raconter/<int:pk>/courriel/", views_tell.send_code, name="send_code"),
    path("raconter/<int:pk>/code/", views_tell.confirm_code, name="confirm_code"),
    path("raconter/<int:pk>/envoyer/", views_tell.submit, name="submit"),
    path("mes-experiences/<int:pk>/retirer/", views_people.withdraw, name="withdraw"),
    path("mes-experiences/<int:pk>/accord/", views_author.to_author, name="to_author"),
    path("mes-experiences/<int:pk>/accord/reponse/", views_author.answer_proposal, name="answer_proposal"),
    path("mes-experiences/<int:pk>/accord/precision/", views_author.answer_question, name="answer_question"),
    path("mes-experiences/<int:pk>/reprendre/", views_author.resubmit, name="resubmit"),
    path("mes-experiences/reponses/<int:pk>/suite/", views_author.say_back, name="say_back"),
    path("demo/", views_demo.demo, name="demo"),
    path("demo/entrer/<int:pk>/", views_demo.demo_sign_in, name="demo_sign_in"),
    path("demo/courriels/", views_demo.mailbox, name="mailbox"),
]
