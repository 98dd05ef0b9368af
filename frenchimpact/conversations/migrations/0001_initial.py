"""The tables of conversations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import frenchimpact.core.clock
import frenchimpact.core.schema


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0001_search"),
    ]

    operations = [
        frenchimpact.core.schema.CreateModels(
            models=[
                migrations.CreateModel(
                    name="ThreadCounter",
                    fields=[
                        ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Thread",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("reference", models.CharField(max_length=20, unique=True)),
                        ("owner_model", models.CharField(max_length=100)),
                        ("owner_id", models.BigIntegerField()),
                        ("circle", models.SlugField(max_length=40)),
                        ("title", models.CharField(max_length=200)),
                        ("created_at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                        ("last_at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                        ("is_demo", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["-last_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("owner_model", "owner_id", "circle"), name="thread_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("owner_id__gt", 0),
                                    models.Q(("owner_model", ""), _negated=True),
                                    models.Q(("circle", ""), _negated=True),
                                ),
                                name="thread_is_about_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "thread",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="conversations.thread"
                            ),
                        ),
                        ("text", models.TextField(max_length=20000)),
                        (
                            "by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        ("side", models.CharField(max_length=200)),
                        ("came_by_mail", models.BooleanField(default=False)),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now, editable=False)),
                    ],
                    options={
                        "ordering": ["thread_id", "pk"],
                        "indexes": [models.Index(fields=["by", "-at"], name="thread_message_by")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("side", ""), _negated=True)),
                                name="thread_message_says_something",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReadMark",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "thread",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="conversations.thread"),
                        ),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                        ),
                        (
                            "message",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="conversations.message"),
                        ),
                        ("at", models.DateTimeField(default=frenchimpact.core.clock.now)),
                    ],
                    options={
                        "ordering": ["thread_id", "person_id"],
                        "constraints": [models.UniqueConstraint(fields=("thread", "person"), name="thread_mark_once")],
                    },
                ),
            ],
        ),
    ]
