#pragma once

#include "core/blocks/network_spec.h"

#include <QMetaType>
#include <QString>

namespace waferscope {

/// An edited network, as a form proposes it.
struct SpecEdit {
    NetworkSpec spec;
    QString text; ///< of the undo step: "Change channels of conv1"
    QString key; ///< edits of the same key in turn are one step; empty: a step of its own
};

} // namespace waferscope
