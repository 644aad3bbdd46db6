"""The digit network, before and after folding."""

import torch

from vision.network import OUTPUTS, Architecture, DigitNetwork


def _moved(architecture: Architecture) -> DigitNetwork:
    """A network whose norms have seen batches, so that folding has something to fold."""
    torch.manual_seed(0)
    network = DigitNetwork(architecture)
    for _ in range(3):
        network(torch.randint(0, 256, (32, 28, 28), dtype=torch.uint8))
    return network.eval()


def test_folding_does_not_change_the_answer() -> None:
    """Norms and identities disappear into the kernels; strides and channels of all kinds are covered."""
    crops = torch.randint(0, 256, (16, 28, 28), dtype=torch.uint8)
    for channels, strides in (((8, 8, 16), (1, 1, 2)), ((4, 4), (2, 2))):
        network = _moved(Architecture(channels, strides))
        folded = network.fold()
        assert torch.allclose(network(crops), folded(crops), atol=1e-4)
        assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in folded.modules())


def test_the_network_is_within_its_budget() -> None:
    """At most 12 M multiplications and 200,000 parameters: a crop in a fifth of a millisecond on a CPU."""
    network = DigitNetwork(folded=True)
    assert network.architecture.macs() <= 12_000_000
    assert 100_000 <= sum(p.numel() for p in network.parameters()) <= 200_000


def test_multiplications_are_counted_right() -> None:
    """By hand: 9 x 1 x 2 at 14 x 14, 9 x 2 x 3 at 7 x 7, then 147 x 11."""
    assert Architecture((2, 3), (2, 2)).macs() == 9 * 2 * 196 + 9 * 2 * 3 * 49 + 147 * OUTPUTS


def test_any_number_of_crops_is_answered() -> None:
    """None is a normal number."""
    network = DigitNetwork(Architecture((4,), (2,))).eval()
    for count in (0, 1, 5):
        assert network(torch.zeros((count, 28, 28), dtype=torch.uint8)).shape == (count, OUTPUTS)


def test_an_architecture_survives_the_model_card() -> None:
    """The card is how serving knows what to build."""
    architecture = Architecture((4, 8), (1, 2), 0.3)
    assert Architecture.from_json(architecture.to_json()) == architecture
