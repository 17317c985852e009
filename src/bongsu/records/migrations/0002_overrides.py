"""Overrides: an analyst's own grade beside the model's."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Override",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("item", models.CharField(db_index=True, max_length=64)),
                ("grade", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.TextField()),
                ("first_day", models.DateField()),
                ("until", models.DateField()),
                ("model_grade", models.PositiveSmallIntegerField(null=True)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=150)),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.assessment",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["item", "first_day"], name="records_ove_item_d8b242_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade__isnull", True),
                            models.Q(("grade__gte", 1), ("grade__lte", 5)),
                            _connector="OR",
                        ),
                        name="overriding_grade_from_1_to_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("first_day"))),
                        name="override_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
