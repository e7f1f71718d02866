#pragma once

#include "core/derive.h"

#include <QString>

#include <optional>

namespace waferscope {

/// Where a number comes from, for people.
struct Explanation {
    QString title;
    QString formula; ///< in words and signs
    QString substituted; ///< the same with this layout's values and the result
    QString parts; ///< a line for every part of the formula that has a name: how it came about; may be empty
    QString assumptions; ///< that a person may change, with their values; empty when it rests on none
};

/// Of the whole layout, or of one kernel: a derivation in the window's words.
[[nodiscard]] Explanation explanationOf(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                                        const Assumptions& assumptions, std::optional<KernelId> kernel = {});

} // namespace waferscope
