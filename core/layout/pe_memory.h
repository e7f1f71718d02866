#pragma once

#include "core/base/quantity.h"

#include <array>
#include <string_view>

namespace waferscope {

/// Bytes of one PE by what they hold; every entry is the most any PE of that role needs.
struct PeMemory {
    struct Part {
        std::string_view name; ///< for people
        Bytes bytes;
    };

    Bytes weights;
    Bytes gradients;
    Bytes optimizer; ///< master copy and state
    Bytes activations; ///< stash
    Bytes buffers; ///< streams

    [[nodiscard]] std::array<Part, 5> parts() const
    {
        return {{{"weights", weights},
                 {"gradients", gradients},
                 {"optimizer", optimizer},
                 {"activations", activations},
                 {"stream buffers", buffers}}};
    }
    [[nodiscard]] Bytes total() const
    {
        Bytes sum{0};
        for (const Part& part : parts())
            sum += part.bytes;
        return sum;
    }
    friend bool operator==(const PeMemory&, const PeMemory&) = default;
};

} // namespace waferscope
