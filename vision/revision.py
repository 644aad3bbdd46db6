"""What the line networks make of a picture's lines: quickly for a live frame, with all there is for a picture."""

from __future__ import annotations

from dataclasses import dataclass

from vision.chain_lines import confirmed, look_at_whole, read_chains, read_frame_chains
from vision.code_line import read_code_lines
from vision.field_lines import read_fields
from vision.frame import Frame
from vision.fusion import Fused
from vision.line_readers import LineReaders
from vision.lines_of_glyphs import Lattices
from vision.orders import has_letters
from vision.rivals import is_sure_number, merged
from vision.second_opinion import Lines, revised
from vision.text_lines import read_text


@dataclass(slots=True)
class Revision:
    """Revises the lines of one frame; called with them as the digit network reads them.

    most, thorough, chains: see `Reader.finish`; without the last two no code lines are looked for. has_words:
    afterwards, whether words were read in a picture.
    """

    frame: Frame
    readers: LineReaders | None
    most: int
    thorough: bool
    chains: bool
    has_words: bool = False

    def __call__(self, lines: Lattices) -> list[Fused]:
        """The lines as the networks read them, and what else was found."""
        if self.readers is None:
            return revised(lines, self.frame.grey, None, most=self.most)
        hurried = not (self.thorough or self.chains)
        code = read_code_lines(lines, self.frame.grey, None if hurried else self.readers.code)
        read = self._everything if self.thorough else self._quick
        return code.beside(read(code.others, self.readers) if code.others or not code.numbers else [])

    def _quick(self, lines: Lines, readers: LineReaders) -> list[Fused]:
        fused = revised(lines, self.frame.grey, readers, most=self.most, thorough=False)
        if not self.chains or any(is_sure_number(line) for line in fused):
            return fused
        return merged(fused, read_frame_chains(self.frame.grey, readers.general, self.frame.dividers))

    def _everything(self, lines: Lines, readers: LineReaders) -> list[Fused]:
        grey, general = self.frame.grey, readers.general
        text = read_text(lines, grey, general, most=self.most)
        fused = revised(text.others, grey, readers, most=self.most, known=text.known)
        picture = look_at_whole(grey, self.frame.inside, readers, words=text.has_words)
        self.has_words = text.has_words or (picture is not None and has_letters(picture.first))
        if picture is not None and not text.numbers and picture.agrees(fused):
            return [confirmed(line) for line in fused]
        dividers = self.frame.dividers
        chained = read_chains(grey, general, far=picture is None or not picture.oblong, dividers=dividers)
        found = [*fused, *text.numbers, *(line for line in chained if line.found == "display")]
        nothing = not any(line.strings[0][0] for line in found)
        whole = None if picture is None else picture.read(readers, alone=nothing)
        fields = read_fields(grey, general, dividers)
        return merged(fused, text.without_words(chained), fields, whole, text.numbers)
