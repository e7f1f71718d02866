#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace waferscope {

/// An index of one kind of thing that cannot be passed where another kind is expected. Ids are dense: 0 .. size - 1.
/// There is no invalid id: "maybe none" is std::optional.
template <typename Tag>
class StrongId {
public:
    constexpr explicit StrongId(std::size_t value)
        : m_value(static_cast<std::uint32_t>(value))
    {
    }

    [[nodiscard]] constexpr std::size_t index() const { return m_value; }

    friend constexpr auto operator<=>(StrongId, StrongId) = default;

private:
    std::uint32_t m_value;
};

using TensorId = StrongId<struct TensorTag>;
using OperatorId = StrongId<struct OperatorTag>;
using LayerId = StrongId<struct LayerTag>;
using KernelId = StrongId<struct KernelTag>;
using EdgeId = StrongId<struct EdgeTag>;

} // namespace waferscope
