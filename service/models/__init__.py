"""Language models: an optional writer over the evidence that was found without it.

The door of this room. `open_model` gives a `Model` or None; `write_answer` has a model write an
answer with [n] marks; `repair_answer` has it correct a draft whose numbers did not hold;
`standalone_question`, `split_question` and `propose_plan` have it complete a follow-up, take a
question apart and say how a number is computed. `Budgeted` is a model for one question. Every
failure of an endpoint leaves this room as `ModelUnavailable` or `ModelBadOutput`.
"""

from ingest.errors import SettingsError
from service.models.breaker import Breaker
from service.models.budget import Budget, Budgeted
from service.models.endpoint import Endpoint
from service.models.evidence import evidence_block, fenced
from service.models.marks import MarkFilter
from service.models.openai_like import OpenAiLikeModel
from service.models.planning import propose_plan
from service.models.splitting import split_question
from service.models.types import Model, ModelConfig
from service.models.writing import (
    ABSTENTION,
    Written,
    repair_answer,
    standalone_question,
    write_answer,
)

__all__ = [
    "ABSTENTION",
    "Breaker",
    "Budget",
    "Budgeted",
    "Endpoint",
    "MarkFilter",
    "Model",
    "ModelConfig",
    "OpenAiLikeModel",
    "Written",
    "evidence_block",
    "fenced",
    "open_endpoint",
    "open_model",
    "propose_plan",
    "repair_answer",
    "split_question",
    "standalone_question",
    "write_answer",
]


def open_model(config: ModelConfig) -> Model | None:
    """The configured model behind a circuit breaker, or None where none is configured.

    Nothing is sent: an endpoint that is down is met at the first question, and the embedded
    engine answers instead.

    Raises:
        SettingsError: The provider is not known, or its client is not installed.
    """
    if not config.is_configured:
        return None
    return Breaker(
        open_endpoint(config),
        failures=config.breaker_failures,
        cooldown_seconds=config.breaker_seconds,
    )


def open_endpoint(config: ModelConfig) -> Endpoint:
    """The configured model by itself, which is asked again however often it fails.

    Raises:
        SettingsError: The provider is not known, or its client is not installed.
    """
    # Imported where they are asked for: each takes its time, and the extras may not be there.
    match config.provider:
        case "openai":
            return OpenAiLikeModel(config)
        case "ollama":
            from service.models.ollama_api import OllamaModel

            return OllamaModel(config)
        case "anthropic":
            try:
                from service.models.anthropic_api import AnthropicModel
            except ImportError as error:
                raise SettingsError(
                    'The client for Anthropic is not installed: pip install "tickmark[anthropic]"'
                ) from error
            return AnthropicModel(config)
    raise SettingsError(
        f"There is no provider {config.provider!r}; TICKMARK_LLM_PROVIDER is openai, anthropic "
        "or ollama."
    )
