"""Role words: what names a responsibility and the role it gives (rules/roles.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline import rules
from pipeline.language.signs import HAN, UNIT_ENDS

# Last words of the labels that may open a line: 责任单位：, 责任科室：; not 负责：
_BODIES = (
    "单位",
    "部门",
    "主体",
    "领导",
    "时限",
    "时间",
    "责任人",
    "科室",
    "处室",
    "股室",
    "机构",
    "街道",
    "镇街",
    "乡镇",
    "社区",
)


@cache
def family_name() -> str:
    """The family names of persons, as a pattern: 王, 欧阳."""
    persons = rules.load("roles")["persons"]
    return f"(?:{rules.words(persons['compound'])}|[{persons['surnames']}])"


@dataclass(frozen=True, slots=True)
class Roles:
    """The role words as patterns.

    `label` ends with its colon; inside a list `loose_label` may lack the separator before it (州农委责任单位：州大数据局)
    and `bare_label` the colon (配合单位县直有关部门); `line` begins a list without brackets, `unmarked` is one whose label has no colon; `named` is
    a label in a sentence (责任单位为); `verb` stands behind names.
    `label_role` says which role a word names, `verb_role` the roles that verbs give, the strongest first."""

    label: re.Pattern[str]
    loose_label: re.Pattern[str]
    bare_label: re.Pattern[str]
    line: re.Pattern[str]
    unmarked: re.Pattern[str]
    named: re.Pattern[str]
    verb: re.Pattern[str]
    label_role: dict[str, str]
    verb_role: dict[str, str]
    verb_words: re.Pattern[str]

    def role_of(self, label: str) -> str | None:
        """The role that a label names; None where it is none."""
        return self.label_role.get(label) or ("leaders" if label.endswith("领导") else None)

    def role_of_verb(self, found: re.Match[str]) -> str:
        """The role that a match of `verb` gives; 按职责分工 alone says that they are responsible.

        Of several verbs (牵头组织实施, 负责配合落实) the one that sets them apart from others holds.
        """
        said = {self.verb_role[word] for word in self.verb_words.findall(found["verb"] or found["after"] or "")}
        return next((role for role in self.verb_role.values() if role in said), "responsible")

    def first_label(self, text: str) -> re.Match[str] | None:
        """The first label of a text, or None."""
        return self.label.search(text, 0, _last_colon(text))

    def labels(self, text: str) -> list[re.Match[str]]:
        """The labels inside a list, in order; the last named group of each is its word."""
        found = list(self.loose_label.finditer(text, 0, _last_colon(text)))
        begun = {one.start() for one in found}
        bare = [one for one in self.bare_label.finditer(text) if one.start() not in begun]
        return sorted([*found, *bare], key=lambda one: one.start()) if bare else found


def _last_colon(text: str) -> int:
    """Behind the last sign that can end a label; most texts have none, and are not searched at all."""
    return max(map(text.rfind, "：:】］〕]—－")) + 1


@cache
def roles() -> Roles:
    """The role words of rules/roles.toml."""
    table = rules.load("roles")
    labels = {word: role for role, group in table["labels"].items() for word in group}
    # 包联县级领导, 牵头市领导
    leaders = "(?:{})?(?:{})?领导".format(*map(rules.words, table["leaders"].values()))
    verbs = {word: role for role, group in table["verbs"].items() for word in group}
    # 社会组织, 党组织 are bodies: no verb ends in them.
    bodies = [
        (word[: -len(verb)], verb) for word in table["no_verbs"]["words"] for verb in verbs if word.endswith(verb)
    ]
    no_verb = "|".join(f"(?<={before}){verb}" for before, verb in bodies)
    does = f"(?:{rules.words(verbs)})+"
    manner = {part: rules.words(words) for part, words in table["manner"].items()}
    together = f"(?:{manner['together']})*"
    duties = f"(?:{manner['by']})(?:{manner['whose']})?(?:{manner['duties']})"
    begins = rules.firsts([*verbs, *table["manner"]["together"], *table["manner"]["by"]])
    # Behind a level word: 市级牵头单位：   省责任单位：   in a table cell or a bracket also （牵头）
    level = "(?:[省市县区州乡镇]级?|中央|国家)?"
    # On a line of its own only words that name a body: 责任单位：, not 负责：
    body = [word for word in labels if word.endswith(_BODIES)]
    named = [word for word in labels if len(word) > 3 and word.endswith(("单位", "部门"))]
    # 主办：县工信局 协办：县发改局
    short = [word for role in ("lead", "support") for word in table["labels"][role] if word not in body]
    inner = [word for word in body if len(word) > 3]
    label = rf"{level}(?P<label>{rules.words(labels)}|{leaders})"
    # No label on a line begins with anything else; most places are done with after a look at one character.
    acts, levels = table["leaders"].values()
    first = "".join(sorted({word[0] for word in [*body, *acts, *levels, "领导"]}))
    # 责任单位：…   责任单位及责任人：…   责任部门（单位）：…   【责任单位】…
    # …免收滞纳金责任单位：市发改委、市城管局: the full stop is missing.
    run_on = rf"(?<=[{HAN}])(?<!各)(?=(?:责任|牵头)(?:单位|部门)[：:][^\n。；“]{{3,150}}[{UNIT_ENDS}）]。?$)"
    colon = "(?:及其?(?:配合单位|责任人|分工)|（(?:部门|单位|个人|人|责任人|科室|处室)）)?(?:[】\\]］〕]?[：:]|】|(?<=[位门体导人限间])[\\]］〕]|—+|－)"
    return Roles(
        label=re.compile(label + colon),
        loose_label=re.compile(
            rf"(?:(?<![^；，。、：\s（）()【\[［〔]){label}|(?P<inner>{rules.words(inner)})){colon}"
        ),
        bare_label=re.compile(rf"(?<![^；，。])(?P<bare>{rules.words(named)})(?=[{HAN}])"),
        line=re.compile(
            rf"(?=[—－\-【\[［〔省市县区州乡镇中国{first}])(?:^[—－-]{{0,2}}|(?<=[。；！\n）)\]］])|{run_on})[【\[［〔]?{level}(?P<label>{rules.words(body)}|{leaders}){colon}",
            re.MULTILINE,
        ),
        unmarked=re.compile(
            rf"(?:(?:^|(?<=[。；]))(?:{rules.words(named)})(?=[{HAN}])|(?<=[。；])(?:{rules.words(short)})[：:])(?P<names>[^。；\n]{{3,200}})。?$",
            re.MULTILINE,
        ),
        named=re.compile(rf"{level}(?P<named>{rules.words(labels)})(?:为|是)"),
        # 分别具体落实, 按职能分工分别负责; a blank may part the clauses: 市口岸办牵头　海关配合
        verb=re.compile(
            rf"{begins}(?!{no_verb})(?:{duties}{together}(?P<after>{does})?|{together}(?P<verb>{does}))(?:等?工作)?(?=[，；。、\s]|$)"
        ),
        label_role=labels,
        verb_role=verbs,
        verb_words=re.compile(rules.words(verbs)),
    )
