from __future__ import annotations

from pydantic import BaseModel


class Artifact(BaseModel):
    pass


class HuggingfaceRepoArtifact(Artifact):
    repo_id: str
    files: list[str]
