"""Who is whose parent: links that make rings are cut, and every path is made to tell the tree."""

from django.db import connection

PATHS = """
WITH RECURSIVE tree AS (
    SELECT id, ARRAY[id] AS path FROM directory_structure WHERE parent_id IS NULL
    UNION ALL
    SELECT child.id, tree.path || child.id
    FROM directory_structure child JOIN tree ON child.parent_id = tree.id
)
UPDATE directory_structure structure SET path = tree.path
FROM tree WHERE tree.id = structure.id AND structure.path IS DISTINCT FROM tree.path
"""


def cut_rings(parents: dict[int, int | None], lines: dict[int, int]) -> list[int]:
    """Make roots of the structures that would be their own ancestors; answers them.

    In each ring the link that the file says last is cut, so that every run cuts the same one.
    """
    cut = []
    safe: set[int] = set()
    for start in parents:
        walked: dict[int, None] = {}
        node: int | None = start
        while node is not None and node not in safe and node not in walked:
            walked[node] = None
            node = parents.get(node)
        if node is not None and node in walked:
            way = list(walked)
            last = max(way[way.index(node) :], key=lambda one: lines.get(one, 0))
            parents[last] = None
            cut.append(last)
        safe.update(walked)
    return cut


def rebuild_paths() -> int:
    """Write the path of every structure whose place in the tree changed; answers how many did."""
    with connection.cursor() as cursor:
        cursor.execute(PATHS)
        return cursor.rowcount
