#pragma once

#include "core/base/sentence.h"

#include <QString>

namespace waferscope {

/// Numbers as the picture and the window write them: the user's decimal mark (QLocale's default), digits grouped by
/// thin spaces, a thin space before the unit. Never for files.

/// "14 724"
[[nodiscard]] QString wholeText(long long value);

/// So many digits at least: "0.125", "12.5", "14 724".
[[nodiscard]] QString numberText(double value, int digits = 3);

/// Three significant digits and a factor of 1,000: "25.6 M", "4.09 G", "512".
[[nodiscard]] QString compactText(double value);

/// A share as percent: "62 %", "0.4 %"
[[nodiscard]] QString shareText(double share);

/// "43.9 KiB", "512 B"
[[nodiscard]] QString bytesText(double bytes);

/// "(210, 88)"
[[nodiscard]] QString placeText(PeCoord pe);

/// A sentence of the core with its numbers as above: "takes 49 728 770 cycles".
[[nodiscard]] QString sentenceText(const Sentence& sentence);

/// A number and its unit.
[[nodiscard]] QString withUnit(const QString& number, const QString& unit);

} // namespace waferscope
