"""Terms of early warnings that are fixed in both languages: states, moves, channels, fields, roles."""

from __future__ import annotations

from collections.abc import Iterable

from bongsu.words import named, say

STATE_WORDS: dict[str, dict[str, str]] = {
    "draft": {"ko": "초안", "en": "draft"},
    "proposed": {"ko": "상신", "en": "proposed"},
    "returned": {"ko": "반려", "en": "returned"},
    "approved": {"ko": "결재", "en": "approved"},
    "issued": {"ko": "발령", "en": "issued"},
    "acknowledged": {"ko": "접수확인", "en": "acknowledged"},
    "acting": {"ko": "조치중", "en": "acting"},
    "reported": {"ko": "결과보고", "en": "reported"},
    "extended": {"ko": "연장", "en": "extended"},
    "escalated": {"ko": "상급세관 이관", "en": "escalated"},
    "lifted": {"ko": "해제", "en": "lifted"},
    "expired": {"ko": "기간만료", "en": "expired"},
    "evaluated": {"ko": "평가완료", "en": "evaluated"},
    "closed": {"ko": "종결", "en": "closed"},
    "superseded": {"ko": "대체", "en": "superseded"},
    "withdrawn": {"ko": "철회", "en": "withdrawn"},
}
MOVE_WORDS: dict[str, dict[str, str]] = {
    "draft": {"ko": "기안", "en": "draft"},
    "edit": {"ko": "수정", "en": "edit"},
    "propose": {"ko": "상신", "en": "propose"},
    "return": {"ko": "반려", "en": "return"},
    "approve": {"ko": "결재", "en": "approve"},
    "issue": {"ko": "발령", "en": "issue"},
    "acknowledge": {"ko": "접수확인", "en": "acknowledge"},
    "act": {"ko": "조치 착수", "en": "act"},
    "report": {"ko": "결과보고", "en": "report"},
    "extend": {"ko": "연장", "en": "extend"},
    "escalate": {"ko": "상급세관 이관", "en": "escalate"},
    "lift": {"ko": "해제", "en": "lift"},
    "expire": {"ko": "기간만료", "en": "expire"},
    "supersede": {"ko": "대체", "en": "supersede"},
    "withdraw": {"ko": "철회", "en": "withdraw"},
    "evaluate": {"ko": "평가", "en": "evaluate"},
    "close": {"ko": "종결", "en": "close"},
}
CHANNEL_WORDS: dict[str, dict[str, str]] = {
    "cargo": {"ko": "수입화물", "en": "cargo"},
    "traveller": {"ko": "여행자", "en": "travellers"},
    "express": {"ko": "특송", "en": "express"},
    "post": {"ko": "우편", "en": "post"},
    "vessel": {"ko": "선박·항공기", "en": "vessels and aircraft"},
    "company_investigation": {"ko": "기업조사", "en": "company investigation"},
}
FIELD_WORDS: dict[str, dict[str, str]] = {
    "title": {"ko": "제목", "en": "title"},
    "body": {"ko": "발령 사유", "en": "finding"},
    "legal_basis": {"ko": "법적 근거", "en": "legal basis"},
    "offices": {"ko": "수신 세관", "en": "offices"},
    "channels": {"ko": "경로", "en": "channels"},
    "valid_from": {"ko": "시작일", "en": "first day"},
    "valid_until": {"ko": "종료일", "en": "last day"},
    "measures": {"ko": "조치 사항", "en": "measures"},
    "routes": {"ko": "예상 경로", "en": "hypothesised routes"},
    "concealments": {"ko": "예상 은닉 수법", "en": "hypothesised concealment"},
}
ROLE_WORDS: dict[str, dict[str, str]] = {
    "analyst": {"ko": "정보분석관", "en": "analyst"},
    "steward": {"ko": "지표·모형 관리자", "en": "steward"},
    "approver": {"ko": "결재권자", "en": "approver"},
    "field": {"ko": "세관 담당자", "en": "field"},
    "auditor": {"ko": "감사", "en": "auditor"},
    "operator": {"ko": "전산운영", "en": "operator"},
    "administrator": {"ko": "관리자", "en": "administrator"},
}


def state_word(state: str) -> str:
    """A state's word in the language in use.

    >>> from bongsu.words import use_language
    >>> use_language("ko"); state_word("acknowledged")
    '접수확인'
    """
    return named(STATE_WORDS[state])


def move_word(move: str) -> str:
    """A move's word in the language in use."""
    return named(MOVE_WORDS[move])


def channel_word(channel: str) -> str:
    """A channel's word in the language in use."""
    return named(CHANNEL_WORDS[channel])


def field_word(field: str) -> str:
    """A field of the document in the language in use."""
    return named(FIELD_WORDS[field])


def role_words(roles: Iterable[str]) -> str:
    """Roles in the language in use, with commas between."""
    return ", ".join(named(ROLE_WORDS[role]) for role in roles)


def reason_words(reason: str) -> str:
    """A reason as people read it: one that is kept as a code is put in words."""
    words = {
        "new_crossing": say("the grade reached the action grade"),
        "raised": say("the grade rose above that of the open warning"),
        "redrawn": say("the grade fell before the warning was issued"),
        "not_warned": say("the grade stands at or above the action grade and no warning is open"),
    }
    return words.get(reason, reason)
