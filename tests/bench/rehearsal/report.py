"""What the rehearsal prints before its JSON line."""

from typing import Any

AT_MOST = 40


def table(found: dict[str, Any], seconds: float) -> None:
    """Figures, races that took place, and whatever must not have been."""
    print(f"\nRehearsal in {seconds:.0f} s, {found['desks']} live desks")
    print("  published counts the corrected ones; delays run from a move to the others' desks")
    for name, value in found["figures"].items():
        print(f"  {name:<22}{value:>10}")
    print(f"\n  {found['delays']} delays measured, {found['saves']} times told « saved »; on the way:")
    for name, number in sorted(found["races"].items()):
        print(f"  {number:>6}  {name}")
    answers = ", ".join(f"{number} × {status}" for status, number in sorted(found["statuses"].items()))
    print(f"  answers: {answers}")
    wrong = [f"{number} × {what}" for what, number in found["problems"].items()] + found["details"]
    for line in wrong[:AT_MOST]:
        print(f"  WRONG  {line}")
    if len(wrong) > AT_MOST:
        print(f"  WRONG  … and {len(wrong) - AT_MOST} more")
    print()
