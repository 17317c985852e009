"""Every address of the console; a screen's address bears the screen's name, so that the menu finds it."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from bongsu.console import first_run, health, languages, signing
from bongsu.console.api.desk import api
from bongsu.console.gate import open_to_all
from bongsu.console.screens import (
    audit,
    board,
    data,
    effect,
    help_pages,
    indicators,
    item,
    item_whatif,
    jobs,
    map_of_offices,
    new_item,
    notices,
    operation_plan,
    operation_reports,
    operations,
    people,
    review,
    settings,
    styleguide,
    warning_moves,
    warning_rules,
    warnings,
)

handler403 = "bongsu.console.refusals.not_allowed"
handler404 = "bongsu.console.refusals.not_found"
handler500 = "bongsu.console.refusals.fault"

open_addresses = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", health.measured, name="metrics"),
    path("language/", open_to_all(languages.switch), name="language"),
    path("welcome/", first_run.welcome, name="welcome"),
    path("favicon.ico", signing.favicon, name="favicon"),
]

account_addresses = [
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/signup/", signing.no_sign_up, name="account_signup"),
    path("account/email/", signing.no_sign_up, name="account_email"),
    path("account/password/set/", signing.no_sign_up, name="account_set_password"),
    path("account/password/reset/", signing.no_sign_up, name="account_reset_password"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/social/", include("allauth.socialaccount.urls")),
]

screen_addresses = [
    path("", board.board, name="board"),
    path("assess", board.assess, name="board_assess"),
    path("review/", review.review, name="review"),
    path("review/gather", review.gather, name="review_gather"),
    path("review/<str:code>", review.one, name="review_one"),
    path("review/<str:code>/decide", review.decide, name="review_decide"),
    path("review/<str:code>/sign", review.sign, name="review_sign"),
    path("settings/", settings.settings, name="settings"),
    path("settings/warnings/", warning_rules.rules, name="settings_warnings"),
    path("settings/warnings/change", warning_rules.change, name="settings_warnings_change"),
    path("settings/signatures/", warning_rules.lent, name="settings_delegations"),
    path("settings/signatures/lend", warning_rules.lend, name="settings_delegation_lend"),
    path("settings/signatures/<int:number>/end", warning_rules.end, name="settings_delegation_end"),
    path("settings/change", settings.change, name="settings_change"),
    path("settings/undo", settings.undo, name="settings_undo"),
    path("people/", people.people, name="people"),
    path("people/change", people.change, name="people_change"),
    path("audit/", audit.audit, name="audit"),
    path("audit/verify", audit.verify, name="audit_verify"),
    path("help/", help_pages.help_pages, name="help"),
    path("help/<str:topic>", help_pages.topic, name="help_topic"),
    path("items/new/", new_item.new_item, name="new_item"),
    path("items/new/start", new_item.start, name="new_item_start"),
    path("items/new/<int:number>/<slug:step>", new_item.step, name="new_item_step"),
    path("items/new/<int:number>/finish/add", new_item.add, name="new_item_add"),
    path("items/new/<int:number>/finish/drop", new_item.drop, name="new_item_drop"),
    path("items/new/<int:number>/finish/take-up", new_item.take_up, name="new_item_take_up"),
    path("item/<slug:item>/", item.item, name="item"),
    path("item/<slug:item>/chart/<slug:figure>", item.chart, name="item_chart"),
    path("item/<slug:item>/screening", item.screening, name="item_screening"),
    path("item/<slug:item>/whatif", item_whatif.whatif, name="item_whatif"),
    path("item/<slug:item>/note", item.note, name="item_note"),
    path("item/<slug:item>/note/<int:number>/withdraw", item.withdraw_note, name="item_note_withdraw"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:number>/judge", notices.judge, name="notice_judge"),
    path("warnings/", warnings.warnings, name="warnings"),
    path("warnings/draft", warning_moves.draft, name="warning_draft"),
    path("warnings/<slug:number>/", warnings.warning, name="warning"),
    *[
        path(f"warnings/<slug:number>/{move}", warning_moves.view_of(move), name=f"warning_{move}")
        for move in warning_moves.ACTS
    ],
    path("data/", data.data, name="data"),
    path("data/upload", data.upload, name="data_upload"),
    path("data/upload/<slug:sha256>/", data.show_preview, name="data_preview"),
    path("data/upload/<slug:sha256>/load", data.load, name="data_load"),
    path("data/upload/<slug:sha256>/drop", data.drop, name="data_drop"),
    path("data/quarantine/<slug:load>/<int:line>/mend", data.mend, name="data_mend"),
    path("data/quarantine/<slug:load>/<int:line>/dismiss", data.dismiss, name="data_dismiss"),
    path("data/quarantine/<slug:load>/<int:line>/take-up", data.take_up, name="data_take_up"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:number>/", jobs.job, name="job"),
    path("jobs/<int:number>/cancel", jobs.cancel, name="job_cancel"),
    path("jobs/<int:number>/again", jobs.again, name="job_again"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
]

evidence_addresses = [
    path("operations/", operations.operations, name="operations"),
    path("operations/plan", operation_plan.plan, name="operation_plan"),
    path("operations/<slug:number>/", operations.operation, name="operation"),
    path("operations/<slug:number>/start", operations.start, name="operation_start"),
    path("operations/<slug:number>/finish", operations.finish, name="operation_finish"),
    path("operations/<slug:number>/cancel", operations.cancel, name="operation_cancel"),
    path("operations/<slug:number>/result", operation_reports.result, name="operation_result"),
    path("operations/<slug:number>/nil", operation_reports.nil, name="operation_nil"),
    path("effect/", effect.effect, name="effect"),
    path("effect/evaluate", effect.evaluate, name="effect_evaluate"),
    path("effect/<slug:code>/", effect.evaluation, name="effect_evaluation"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/<slug:item>/<slug:indicator>/", indicators.indicator, name="indicator"),
    path("indicators/<slug:item>/<slug:indicator>/scan", indicators.scan, name="indicator_scan"),
    path("map/", map_of_offices.map_of_offices, name="map"),
]

api_addresses = [path("api/v1/", api.urls)]

urlpatterns = [
    *open_addresses,
    *account_addresses,
    *screen_addresses,
    *evidence_addresses,
    *api_addresses,
]
