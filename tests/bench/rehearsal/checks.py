"""What must not have happened, in SQL of its own: nothing of the app's guards is used."""

DECIDING = "('publish', 'correct', 'reject', 'propose_rewrite', 'ask')"
# Each story's way: what closes a reading (a decision, or its author's yes to all), what opens the next one.
WAY = f"""
    WITH way AS (SELECT story_id, id, action, to_state,
        action IN {DECIDING} OR action = 'answer_proposal' AND to_state = 'published' AS closes
    FROM workflow_event WHERE routing_id IS NULL AND (action IN {DECIDING}
        OR action IN ('submit', 'undo', 'answer_proposal', 'answer_question', 'resubmit'))
    ), steps AS (SELECT *, lag(closes) OVER story AS closed, lag(action) OVER story AS before,
        lead(id) OVER story IS NULL AS is_last
    FROM way WINDOW story AS (PARTITION BY story_id ORDER BY id))"""
PUBLISHING = (
    "(action IN ('approve', 'approve_with_edits') OR (action = 'submit_reply' AND to_state = 'answered'))"
)

# Each answers how many times too often.
DOUBLE_DECISIONS = {
    "stories decided again without having come back": f"""
        {WAY} SELECT count(*) FROM steps WHERE action IN {DECIDING} AND closed""",
    "stories given back that nobody had decided": f"""
        {WAY} SELECT count(*) FROM steps WHERE NOT closes AND NOT closed""",
    "undone without a decision to undo": f"""
        {WAY} SELECT count(*) FROM steps
        WHERE action = 'undo' AND before NOT IN ('publish', 'correct', 'reject')""",
    "presses that decided, and decisions kept, that do not match": f"""
        SELECT count(*) FROM (SELECT id FROM workflow_event WHERE action IN {DECIDING} OR action = 'escalate')
        AS event FULL JOIN workflow_decision decision ON decision.event_id = event.id
        WHERE event.id IS NULL OR decision.id IS NULL""",
    "undos, and decisions undone, that do not match": """
        SELECT abs((SELECT count(*) FROM workflow_event WHERE action = 'undo')
          - (SELECT count(*) FROM workflow_decision WHERE undone_at IS NOT NULL))""",
    "stories escalated more than once": """
        SELECT count(*) FROM (SELECT action, lag(action) OVER (PARTITION BY story_id ORDER BY id) AS before
        FROM workflow_event WHERE action IN ('escalate', 'submit', 'resubmit')) AS of_each
        WHERE action = 'escalate' AND before = 'escalate'""",
    "stories whose state is not what was decided": f"""
        {WAY} SELECT count(*) FROM steps JOIN stories_story story ON story.id = story_id
        WHERE is_last AND story.state NOT IN ('withdrawn', 'unpublished') AND story.state <> CASE
          WHEN action IN ('publish', 'correct') THEN 'published' WHEN action = 'reject' THEN 'rejected'
          WHEN action IN ('propose_rewrite', 'ask') THEN 'awaiting_author'
          WHEN action = 'answer_proposal' AND NOT EXISTS (
            SELECT FROM workflow_proposedchange change
            JOIN workflow_proposal proposal ON proposal.id = change.proposal_id
            WHERE proposal.story_id = story.id AND change.answer <> 'accepted') THEN 'published'
          ELSE 'submitted' END""",
    "revisions judged more than once": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_verdict
        GROUP BY revision_id) AS of_each""",
    "more verdicts than submissions": """
        SELECT coalesce(sum(greatest(judged - submitted, 0)), 0) FROM (SELECT
          count(*) FILTER (WHERE action IN ('approve', 'approve_with_edits', 'send_back')) AS judged,
          count(*) FILTER (WHERE action = 'submit_reply') AS submitted
        FROM workflow_event WHERE routing_id IS NOT NULL GROUP BY routing_id) AS of_each""",
    "replies approved by somebody who wrote in them": """
        SELECT count(*) FROM workflow_verdict verdict JOIN workflow_draftrevision revision
        ON revision.id = verdict.revision_id AND revision.by_id = verdict.by_id""",
    "authors' answers decided more than once": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_event
        WHERE action IN ('publish_answer', 'reject_answer') GROUP BY routing_id) AS of_each""",
}
DOUBLE_PUBLICATIONS = {
    "decisions that took effect twice, or though undone": """
        SELECT count(*) FROM (SELECT action, lag(action) OVER (PARTITION BY story_id ORDER BY id) AS before
        FROM workflow_event WHERE action IN ('publish', 'correct', 'reject', 'undo', 'take_effect')) AS of_each
        WHERE action = 'take_effect' AND before NOT IN ('publish', 'correct', 'reject')""",
    "stories with more than one public text": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stories_storytext
        WHERE public_at IS NOT NULL GROUP BY story_id) AS of_each""",
    "routings with more than one reply": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stories_reply
        GROUP BY routing_id) AS of_each""",
    "routings published more than once": f"""
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_event
        WHERE {PUBLISHING} GROUP BY routing_id) AS of_each""",
    "stories sent twice to one structure": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stories_routing
        GROUP BY story_id, structure_id) AS of_each""",
    "stories submitted more than once": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_event
        WHERE action = 'submit' GROUP BY story_id) AS of_each""",
    "stories told twice by one author": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stories_story
        WHERE state <> 'draft' GROUP BY author_id, md5(text)) AS of_each""",
    "mails owed twice": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_mail
        GROUP BY event_id, kind, person_id, structure_id) AS of_each""",
    "authors told twice by mail of what happens once": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n
        FROM workflow_mail mail JOIN workflow_event event ON event.id = mail.event_id
        WHERE mail.kind IN ('published', 'corrected', 'agreed', 'replied', 'answer_published', 'answer_rejected')
        GROUP BY mail.kind IN ('published', 'corrected', 'agreed'), mail.kind = 'replied',
          mail.person_id, event.story_id, event.routing_id) AS of_each""",
    "authors told by mail of more than happened": """
        SELECT coalesce(sum(greatest(mails - owed, 0)), 0) FROM (SELECT count(*) AS mails, (
            SELECT count(*) FROM workflow_event owing
            LEFT JOIN workflow_decision decision ON decision.event_id = owing.id
            WHERE owing.story_id = sent.story_id AND decision.undone_at IS NULL AND CASE sent.kind
              WHEN 'received' THEN owing.action IN ('submit', 'resubmit')
              WHEN 'rejected' THEN owing.action = 'reject'
              WHEN 'proposed' THEN owing.action = 'propose_rewrite'
              ELSE owing.action = 'ask' END) AS owed
          FROM (SELECT event.story_id, mail.kind FROM workflow_mail mail
            JOIN workflow_event event ON event.id = mail.event_id
            WHERE mail.kind IN ('received', 'rejected', 'proposed', 'asked')) AS sent
          GROUP BY story_id, kind) AS of_each""",
    "people told twice of one thing in the app": """
        SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM workflow_notification
        WHERE kind IN ('published', 'replied', 'routed', 'orphan')
        GROUP BY kind, person_id, story_id, routing_id) AS of_each""",
}
# Or addressed to a service, while the decision can still be undone.
PUBLIC_TOO_EARLY = """
    SELECT id FROM stories_story story WHERE NOT (state = 'published' AND in_effect)
      AND state NOT IN ('withdrawn', 'unpublished') AND (published_at IS NOT NULL
      OR EXISTS (SELECT FROM stories_routing WHERE story_id = story.id)
      OR EXISTS (SELECT FROM stories_storytext WHERE story_id = story.id AND public_at IS NOT NULL))"""
CLAIMS_ON_CLOSED_STEPS = """
    SELECT claim.step || ' ' || claim.item_id FROM workflow_claim claim
    LEFT JOIN stories_story story ON claim.step IN ('moderate', 'calibrate', 'report') AND story.id = claim.item_id
    LEFT JOIN stories_routing routing
      ON claim.step IN ('draft', 'validate', 'answer') AND routing.id = claim.item_id
    WHERE NOT coalesce(CASE claim.step
        WHEN 'moderate' THEN story.state = 'submitted'
        WHEN 'calibrate' THEN story.state IN ('published', 'rejected', 'awaiting_author')
        WHEN 'report' THEN story.state = 'published'
        WHEN 'draft' THEN routing.state IN ('to_answer', 'drafting')
        WHEN 'validate' THEN routing.state = 'to_validate'
        WHEN 'answer' THEN EXISTS (SELECT FROM stories_answerback back JOIN stories_reply reply
          ON reply.id = back.reply_id WHERE reply.routing_id = routing.id AND back.state = 'submitted')
        END, false)"""
COUNTS = {
    "published": "SELECT count(*) FROM stories_story WHERE state = 'published' AND id = ANY(%s)",
    "corrected": """
        SELECT count(DISTINCT story_id) FROM workflow_decision
        WHERE outcome = 'correct' AND undone_at IS NULL AND story_id = ANY(%s)""",
    "rejected": "SELECT count(*) FROM stories_story WHERE state = 'rejected' AND id = ANY(%s)",
    "replies": """
        SELECT count(*) FROM stories_reply reply JOIN stories_routing routing ON routing.id = reply.routing_id
        WHERE routing.story_id = ANY(%s)""",
}
COUNTS_OF_OUTCOMES = {
    # Public in other words, with its author's yes to all of them or to some.
    "rewritten": """
        SELECT count(DISTINCT story_id) FROM workflow_proposal proposal
        JOIN stories_story story ON story.id = story_id AND story.state = 'published'
        JOIN workflow_proposedchange change ON change.proposal_id = proposal.id
        WHERE change.answer IN ('accepted', 'edited') AND story_id = ANY(%s)""",
    "asked": "SELECT count(*) FROM workflow_question WHERE story_id = ANY(%s)",
    "undone": "SELECT count(*) FROM workflow_decision WHERE undone_at IS NOT NULL AND story_id = ANY(%s)",
    "escalated": "SELECT count(*) FROM workflow_decision WHERE outcome = 'escalate' AND story_id = ANY(%s)",
}
# Stories whose author did not agree to what is public of them.
WITHOUT_CONSENT = """
    SELECT story_id FROM workflow_proposal proposal JOIN stories_story story ON story.id = story_id
    WHERE answered_at IS NULL AND story.state = 'published'
    UNION SELECT story_id FROM workflow_proposedchange change
    JOIN workflow_proposal proposal ON proposal.id = change.proposal_id
    JOIN stories_story story ON story.id = story_id
    WHERE story.state = 'published' AND change.answer NOT IN ('accepted', 'edited') AND btrim(change.after) <> ''
      AND strpos(proposal.base_title || E'\\n' || proposal.base_text, btrim(change.after)) = 0
      AND strpos(story.title || E'\\n' || story.text, btrim(change.after)) > 0
    UNION SELECT story_id FROM stories_storytext words JOIN stories_story story ON story.id = story_id
    WHERE words.kind = 'rewritten' AND story.state = 'published' AND NOT story_id = ANY(%s)"""
