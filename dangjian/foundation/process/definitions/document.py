"""The document of a definition: steps, holders, signing, forms, dates, documents, ways on. Data only, strictly read.

Conditions and dates are FEEL. Names they may read: `today`, `rule`, `entered_on`, `case.started_on`, `data.<field>`,
`steps.<step>.done_on|held_on|entered_on|outcome|round` (`held_on`: the day of the record a vote was read from, else
as `done_on`), and in a vote `vote.due|present|agree|against|abstain`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from dangjian.kernel.http.schema import Schema

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(max_length=400)]
Feel = Annotated[str, StringConstraints(max_length=500)]
END = "end"
"""Where a way leads that ends the case."""

StepKind = Literal["task", "form", "approval", "vote", "public_notice", "wait", "system"]
Relation = Literal["own", "parent", "top", "nearest_approver"]
FieldKind = Literal["text", "long_text", "integer", "decimal", "date", "choice", "boolean", "person"]
Role = Literal["member", "branch_officer", "branch_secretary", "office", "leader"]
PEOPLE_HOLD = frozenset({"task", "form", "approval", "vote", "public_notice"})
"""Kinds of step that somebody holds; the others go on by themselves."""


class Holder(Schema):
    """Who holds a step. Which of the fields count follows from `kind`.

    post: whoever holds one of `codes` in the organisation that stands in `relation` to the case's; role: the nearest
    people with one of the roles `codes` there; person: the person chosen in the field `field`; step: whoever decided
    the step `step`; starter: whoever started the case.
    """

    kind: Literal["post", "role", "person", "step", "starter"]
    codes: list[Key] = Field(default_factory=list, max_length=8)
    relation: Relation = "own"
    field: Key | None = None
    step: Key | None = None

    @model_validator(mode="after")
    def _complete(self) -> Holder:
        if self.kind in {"post", "role"} and not self.codes:
            raise ValueError("办理人按职务或角色确定时，须至少选一个职务或角色")
        if self.kind == "person" and self.field is None:
            raise ValueError("办理人由表单选定时，须指明是哪一项")
        if self.kind == "step" and self.step is None:
            raise ValueError("由前面环节的办理人办理时，须指明是哪个环节")
        return self


class Signing(Schema):
    """Whose word decides: one (whoever is first), any (one agrees), all, percentage (of those asked), in_order."""

    mode: Literal["one", "any", "all", "percentage", "in_order"] = "one"
    percentage: Annotated[int, Field(ge=1, le=100)] | None = None
    may_add: bool = False
    """Holders may ask further people to sign."""

    @model_validator(mode="after")
    def _complete(self) -> Signing:
        if (self.mode == "percentage") != (self.percentage is not None):
            raise ValueError("按比例会签须填写比例，其他方式不填")
        return self


class Choice(Schema):
    """One value of a choice field."""

    key: Key
    title: Title


class FormField(Schema):
    """One thing that is asked. `check` is FEEL over `value` and the usual names; `text` says what is wrong."""

    key: Key
    title: Title
    kind: FieldKind = "text"
    hint: Words = ""
    is_required: bool = True
    minimum: int | None = Field(None, ge=-(10**15), le=10**15)
    maximum: int | None = Field(None, ge=-(10**15), le=10**15)
    choices: list[Choice] = Field(default_factory=list, max_length=40)
    check: Feel = ""
    text: Words = ""

    @model_validator(mode="after")
    def _complete(self) -> FormField:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"“{self.title}”：选择项须列出可选值，其他类型不列")
        if bool(self.check) != bool(self.text):
            raise ValueError(f"“{self.title}”：校验条件须同时写明不符合时的提示")
        return self


class Asked(Schema):
    """A document that has to be there before the step is done."""

    key: Key
    title: Title
    is_required: bool = True


class Produced(Schema):
    """A document that the system writes when the step is done. `{field}` in the body is filled from the case."""

    key: Key
    title: Title
    body: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Outcome(Schema):
    """How a step can end. `agrees` counts as consent where several sign; `needs_note`: a reason must be given."""

    key: Key
    title: Title
    agrees: bool = True
    needs_note: bool = False


class Condition(Schema):
    """What must be true before the step can be done, with the clause in words."""

    when: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Vote(Schema):
    """A vote whose numbers are evidence. `evidence`: kind of record that they are read from instead of typed."""

    quorum: Annotated[str, StringConstraints(min_length=1, max_length=500)] = "vote.present * 2 > vote.due"
    passes: Annotated[str, StringConstraints(min_length=1, max_length=500)] = "vote.agree * 2 > vote.due"
    evidence: Annotated[str, StringConstraints(max_length=60)] = ""
    clause: Words = ""


class Way(Schema):
    """Where it goes on: to a step or to the end, after one outcome (`on`, empty: any) and where `when` is true."""

    to: Key
    on: Annotated[str, StringConstraints(max_length=40)] = ""
    when: Feel = ""
    result: Literal["done", "refused"] = "done"
    """How the case ends, for a way to the end."""


class Step(Schema):
    """One step."""

    key: Key
    title: Title
    kind: StepKind
    help: Words = ""
    holder: Holder | None = None
    signing: Signing = Field(default_factory=Signing)
    fields: list[FormField] = Field(default_factory=list, max_length=40)
    documents: list[Asked] = Field(default_factory=list, max_length=20)
    produces: list[Produced] = Field(default_factory=list, max_length=5)
    outcomes: list[Outcome] = Field(default_factory=list, max_length=8)
    conditions: list[Condition] = Field(default_factory=list, max_length=12)
    guards: list[Annotated[str, StringConstraints(max_length=60)]] = Field(default_factory=list, max_length=4)
    """Checks that an app declares: what expressions cannot know (who is a full member, which reviews there are)."""
    vote: Vote | None = None
    notice_days: Annotated[int, Field(ge=1, le=60)] | None = None
    """Working days of a public notice, the first day counting."""
    action: Annotated[str, StringConstraints(max_length=60)] = ""
    """What a system step does; declared by an app."""
    seals: bool = False
    """Something outside the case has followed from it: when it is done, nothing before it is sent back to."""
    until: Feel = ""
    """A wait goes on when this is true."""
    earliest: Feel = ""
    latest: Feel = ""
    clause: Words = ""
    """Where the dates come from, shown beside them."""
    remind_days: Annotated[int, Field(ge=0, le=60)] = 2
    """Working days before `latest` on which holders are reminded."""
    escalate_days: Annotated[int, Field(ge=0, le=60)] = 5
    """Working days after `latest` when those above are told; 0: never."""
    forks: bool = False
    """All ways whose condition holds are gone at once; otherwise the first."""
    joins: bool = False
    """Waits until no other open step can still come here."""
    ways: list[Way] = Field(min_length=1, max_length=12)

    def outcome(self, key: str) -> Outcome | None:
        """The outcome of that key."""
        return next((item for item in self.outcomes if item.key == key), None)


class Definition(Schema):
    """A process."""

    key: Key
    title: Title
    purpose: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    starters: list[Role] = Field(min_length=1, max_length=5)
    """Roles that may start it at the organisation where they hold them; `member`: everybody at the own branch."""
    rules: list[Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,12}$")]] = Field(
        default_factory=lambda: ["1"], min_length=1, max_length=8
    )
    """Versions of the rules, the newest last; a case keeps the one it began under."""
    is_started_by_app: bool = False
    """Only an app starts it, which knows whom or what it is about; nobody chooses it from the list."""
    pause_stops_clock: bool = False
    """Whether dates move by the days of a pause. Statutory clocks do not stop."""
    may_withdraw: bool = True
    first: Key
    steps: list[Step] = Field(min_length=1, max_length=80)

    def step(self, key: str) -> Step | None:
        """The step of that key."""
        return next((step for step in self.steps if step.key == key), None)

    def field(self, key: str) -> FormField | None:
        """The field of that key, in whichever step it is asked."""
        return next((item for step in self.steps for item in step.fields if item.key == key), None)
