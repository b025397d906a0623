"""Law and processing over HTTP: the grounds of the legal pack, the register of processing."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from igiz.core import register
from igiz.core.http import Camel, tagged
from igiz.zone.model.actor import Actor
from igiz.zone.routes.callers import problems, signed_in
from igiz.zone.routes.shapes import TextShape, text_shape
from igiz.zone.service import legal


class GroundShape(Camel):
    """A ground on which personal data may go from one regime to another."""

    id: str
    title: TextShape
    from_regime: str
    to_regime: str
    law: str


class GroundList(Camel):
    """The closed list of grounds."""

    items: list[GroundShape]


class ProcessingShape(Camel):
    """What is kept in one table, for whom, under which law, why and for how long."""

    table: str
    controller: str
    regime: str
    purpose: str
    legal_basis: str
    retention: str
    personal: bool


class ProcessingList(Camel):
    """The register of processing: every table once."""

    items: list[ProcessingShape]


def router() -> APIRouter:
    """Return the routes of law and processing."""
    routes = APIRouter(prefix="/v1", tags=["law"])
    routes.add_api_route(
        "/legal-grounds",
        list_grounds,
        methods=["GET"],
        operation_id="listLegalGrounds",
        summary="Grounds on which personal data may go from one regime to another",
        response_model=GroundList,
        responses=problems(401),
    )
    routes.add_api_route(
        "/processing-register",
        list_processing,
        methods=["GET"],
        operation_id="listProcessing",
        summary="The register of processing (GDPR article 30)",
        response_model=ProcessingList,
        responses=problems(401),
    )
    return routes


def list_grounds(request: Request, response: Response, actor: Actor = Depends(signed_in)) -> Any:
    """List the grounds of the legal pack."""
    shape = GroundList(
        items=[
            GroundShape(
                id=each.id,
                title=text_shape(each.title),
                from_regime=each.from_regime,
                to_regime=each.to_regime,
                law=each.law,
            )
            for each in legal.grounds()
        ]
    )
    return tagged(request, response, shape.model_dump(mode="json", by_alias=True))


def list_processing(request: Request, response: Response, actor: Actor = Depends(signed_in)) -> Any:
    """List what every table declares."""
    shape = ProcessingList(
        items=[
            ProcessingShape(
                table=table,
                controller=each.controller,
                regime=each.regime,
                purpose=each.purpose,
                legal_basis=each.legal_basis,
                retention=each.retention,
                personal=each.personal,
            )
            for table, each in register.entries()
        ]
    )
    return tagged(request, response, shape.model_dump(mode="json", by_alias=True))
