"""Encrypted model fields: text and JSON, sealed (:mod:`nexus.crypto.envelope`) in a ``bytea`` column.

A value is encrypted in ``pre_save``, where its row is known, and stays sealed when read until someone
looks at the attribute. ``update()``, ``bulk_update()``, upserts, fixtures and every lookup but ``isnull``
raise; only ``update(field=None)`` is let through, so that erasing needs no reading.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from django import forms
from django.core import checks, validators
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection as default_connection
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nexus.crypto.envelope import DecryptionError, Sealed, key_number, seal, unseal
from nexus.crypto.keys import PLATFORM, KeyUnavailable

__all__ = [
    "DecryptionError",
    "EncryptedField",
    "EncryptedJSONField",
    "EncryptedTextField",
    "KeyUnavailable",
    "Sealed",
    "key_number",
    "seal",
    "unseal",
]

Scope = Literal["platform"]

_ST = TypeVar("_ST")
_GT = TypeVar("_GT")

if TYPE_CHECKING:
    _Field = models.Field
else:

    class _Field(models.Field):
        def __class_getitem__(cls, item: object) -> type[models.Field]:
            return cls


class _Encrypted(bytes):
    """What ``pre_save`` made: the only thing these fields let through to the database."""

    __slots__ = ()


def moved(field: EncryptedField[Any, Any], sealed: Sealed, *, pk: str) -> bytes:
    """The same content under the newest key, as ``update()`` takes it; for key rotation alone.

    Raises KeyUnavailable or DecryptionError.
    """
    owner = field.owner()
    plain = unseal(sealed.data, owner=owner, label=field.label, pk=pk)
    return _Encrypted(seal(plain, owner=owner, label=field.label, pk=pk))


class _Opening(DeferredAttribute):
    """Keeps the sealed value until someone looks, then the opened one."""

    field: EncryptedField[Any, Any]

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        data = instance.__dict__
        name = self.field.attname
        value = data[name] if name in data else super().__get__(instance, cls)
        if type(value) is Sealed:
            value = data[name] = self.field.opened(value, instance)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        # While a row is being loaded its key is set first: binding the sealed value to it here is what
        # lets a copied instance, or one given a new key, still open under the key it was stored with.
        if type(value) is Sealed and value.pk is None:
            pk = instance.__dict__.get(self.field.pk_attname)
            if pk is not None:
                value.pk = str(pk)
        instance.__dict__[self.field.attname] = value


class EncryptedField(_Field[_ST, _GT]):
    """Base of the encrypted fields.

    ``scope="platform"`` seals under the platform's own key, for shared tables that are read from inside
    a company's context. ``bound_as`` ("app.Model.field") keeps the name that the associated data was made
    with when a model or field is renamed.

    Adding one of these to a table with rows needs ``null=True``: there is no value that all rows share.
    """

    descriptor_class = _Opening
    empty_strings_allowed = False

    def __init__(
        self, *args: Any, scope: Scope | None = None, bound_as: str | None = None, **kwargs: Any
    ) -> None:
        if scope not in (None, "platform"):
            raise ValueError('scope is None or "platform".')
        self.scope = scope
        self.bound_as = bound_as
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(validators.MaxLengthValidator(self.max_length))

    # What the value is, without the sealing.

    def encode(self, value: Any) -> bytes:
        """Bytes to seal. Raises TypeError for what this field cannot hold."""
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        """Inverse of :meth:`encode`."""
        raise NotImplementedError

    # Where it is stored.

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.scope is not None:
            kwargs["scope"] = self.scope
        if self.bound_as is not None:
            kwargs["bound_as"] = self.bound_as
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = super().check(**kwargs)
        if self.unique or self.primary_key or getattr(self, "db_index", False):
            errors.append(
                checks.Error(
                    "An encrypted field cannot be a key, unique or indexed.",
                    hint="Keep a blind index (nexus.crypto.index) beside it.",
                    obj=self,
                    id="crypto.E001",
                )
            )
        return errors

    @property
    def label(self) -> str:
        """The field's name in the associated data."""
        label = self.__dict__.get("_label")
        if label is None:
            label = self._label = self.bound_as or f"{self.model._meta.label}.{self.name}"
        return label

    @property
    def pk_attname(self) -> str:
        name = self.__dict__.get("_pk_attname")
        if name is None:
            pk = self.model._meta.pk
            assert pk is not None
            name = self._pk_attname = pk.attname
        return name

    def owner(self, connection: Any = None) -> str:
        """Whose key: the platform's for ``scope="platform"``, else the current company's."""
        if self.scope == "platform":
            return PLATFORM
        return getattr(connection or default_connection, "schema_name", None) or PLATFORM

    # Reading.

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value), self.owner(connection), self.label)

    def opened(self, sealed: Sealed, instance: models.Model | None = None) -> Any:
        """The value inside. Raises KeyUnavailable or DecryptionError, never gives ciphertext."""
        pk = sealed.pk if sealed.pk is not None or instance is None else self._pk_of(instance)
        if pk is None:
            raise DecryptionError(f"A sealed value of {sealed.label} without its row does not open.")
        return self.decode(unseal(sealed.data, owner=sealed.owner, label=sealed.label, pk=pk))

    # Writing.

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            if self.attname not in model_instance.__dict__:
                value = getattr(model_instance, self.attname)
            if value is None:
                return None
        pk = self._pk_of(model_instance)
        if pk is None:
            raise ValueError(f"{self.label} cannot be sealed before its row has a primary key.")
        owner = self.owner()
        if type(value) is Sealed:
            if value.owner != owner:
                raise DecryptionError(f"A sealed value of {value.label} belongs to another owner.")
            if value.pk == pk and value.label == self.label:
                return _Encrypted(value.data)
            value = self.opened(value, model_instance)
        if hasattr(value, "resolve_expression"):
            raise FieldError(f"{self.label} is encrypted and takes no expressions.")
        return _Encrypted(seal(self.encode(value), owner=owner, label=self.label, pk=pk))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or type(value) is _Encrypted:
            return value
        raise FieldError(
            f"{self.label} is encrypted: it is written by save() and bulk_create() alone, "
            "not by update() or bulk_update(), and it is not searched."
        )

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = self.get_prep_value(value)
        return None if value is None else bytes(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        # No way round for expressions: update(a=F("b")) would move ciphertext between columns.
        return self.get_db_prep_value(value, connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        # An upsert keeps the stored row's primary key but would take the new row's ciphertext.
        for name in getattr(compiler.query, "update_fields", ()):
            if getattr(name, "attname", name) == self.attname:
                raise FieldError(f"{self.label} is encrypted and cannot be part of an upsert.")
        return "%s"

    # Searching: only whether there is a value.

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.label} is encrypted: only the isnull lookup works. Use its blind index.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.label} is encrypted: only the isnull lookup works. Use its blind index.")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.label} is encrypted and is not serialised by default; name how.")

    def _pk_of(self, instance: models.Model) -> str | None:
        pk = instance.__dict__.get(self.pk_attname)
        if type(pk) is str:
            field = self.model._meta.pk
            assert field is not None
            pk = field.to_python(pk)
        return None if pk is None else str(pk)


class EncryptedTextField(EncryptedField[_ST, _GT]):
    """Text of any length, encrypted. Unset is ``""``, or NULL with ``null=True``."""

    description = _("Encrypted text")

    _pyi_private_set_type: str
    _pyi_private_get_type: str
    _pyi_lookup_exact_type: Any

    def encode(self, value: Any) -> bytes:
        if isinstance(value, Promise):
            value = str(value)
        if not isinstance(value, str):
            raise TypeError(f"{self.label} holds text, not {type(value).__name__}.")
        return value.encode()

    def decode(self, plain: bytes) -> str:
        return plain.decode()

    def get_default(self) -> Any:
        if not self.has_default() and not self.null:
            return ""
        return super().get_default()

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        defaults: dict[str, Any] = {"form_class": forms.CharField, "max_length": self.max_length}
        if self.max_length is None:
            defaults["widget"] = forms.Textarea
        if self.null:
            defaults["empty_value"] = None
        return super().formfield(**{**defaults, **kwargs})


class EncryptedJSONField(EncryptedField[_ST, _GT]):
    """Any JSON value but a bare null, encrypted. ``None`` is NULL; give ``default=dict`` or ``null=True``."""

    description = _("Encrypted JSON")

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
    _pyi_lookup_exact_type: Any

    def encode(self, value: Any) -> bytes:
        text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
        return text.encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, "encoder": DjangoJSONEncoder, **kwargs})


class EncryptedBytesField(EncryptedField[_ST, _GT]):
    """Bytes, encrypted. Given and answered as ``bytes``."""

    description = _("Encrypted bytes")

    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes
    _pyi_lookup_exact_type: Any

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes):
            raise TypeError(f"{self.label} holds bytes, not {type(value).__name__}.")
        return value

    def decode(self, plain: bytes) -> bytes:
        return plain

    def formfield(self, **kwargs: Any) -> Any:
        return None  # nobody types bytes
