#pragma once

#include "core/base/geometry.h"
#include "core/base/quantity.h"
#include "core/machine/system.h"
#include "views/drawing/base/number_text.h"

#include <QString>

#include <optional>

namespace waferscope {

// The window's words for quantities, on top of views/drawing/base/number_text.h. Files never pass here.

/// A fixed number of decimals: "0.85".
[[nodiscard]] QString decimalText(double value, int decimals);
/// A change as a signed percentage: "+18 %", "−4.2 %", "±0 %".
[[nodiscard]] QString changeText(double share);

/// Of a rate that may not apply: infinite then, which all texts show as a dash and tables sort behind the rest.
[[nodiscard]] double countOf(const std::optional<SamplesPerSecond>& rate);

/// "14 724 samples/s"
[[nodiscard]] QString rateText(SamplesPerSecond rate);
/// "48 120 cycles"
[[nodiscard]] QString cyclesText(Cycles cycles);
/// "812 µs"
[[nodiscard]] QString durationText(Seconds duration);
/// "44 KiB"
[[nodiscard]] QString bytesText(Bytes bytes);
/// "120 × 84 PEs"
[[nodiscard]] QString sizeText(const PeRect& rectangle);
/// What people call a machine: the installation's title, or the system's where one stands alone.
[[nodiscard]] QString machineText(const Installation& installation);

} // namespace waferscope
