"""Rows that are written once and never changed. They may be deleted: with the person, or the course."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to change a row that is only ever appended."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **fields: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")

    def bulk_create(self, objs: Iterable[Any], *args: Any, update_conflicts: bool = False, **options: Any) -> list[Any]:
        if update_conflicts:
            raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")
        return super().bulk_create(objs, *args, **options)


class AppendOnly(models.Model):
    objects: ClassVar[models.Manager[Any]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed.")
        super().save(*args, **{**options, "force_insert": True})
