"""Just enough CSS to cut a stylesheet: rules as pairs, and back to text."""

import re

# A selector with its declarations, or an at-rule with the rules inside it.
Rule = tuple[str, "str | list[Rule]"]


def parse(css: str) -> list[Rule]:
    """Css as nested (selector or at-rule, declarations or rules), without comments."""
    tokens = re.findall(r'(?:"[^"]*"|[^{}"])+|[{}]', re.sub(r"/\*.*?\*/", "", css, flags=re.S))
    tokens.reverse()
    return parse_until_closed(tokens)


def parse_until_closed(tokens: list[str]) -> list[Rule]:
    rules: list[Rule] = []
    while tokens:
        text = tokens.pop()
        if text == "}":
            break
        if not tokens or tokens[-1] != "{":
            continue
        tokens.pop()
        at_rule = re.match(r"\s*@(?:media|supports|keyframes|-moz-document|container)", text)
        if at_rule:
            rules.append((tidy(text), parse_until_closed(tokens)))
        elif tokens[-1] == "}":
            tokens.pop()
            rules.append((tidy(text), ""))
        else:
            rules.append((tidy(text), tidy(tokens.pop())))
            tokens.pop()
    return rules


def tidy(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text).strip().rstrip(";")


def selectors(text: str) -> list[str]:
    """A selector list, split at its own commas only, not at those inside :not(…) or :is(…)."""
    return [one.strip() for one in re.findall(r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,(])+", text)]


def printed(rules: list[Rule]) -> str:
    return "".join(f"{head}{{{printed(body) if isinstance(body, list) else body}}}" for head, body in rules)
