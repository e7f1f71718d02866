#pragma once

#include "mapping/placement/placement_problem.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace waferscope {

/// What a stream between kernels on one row may meet at its ends: h, w, c, and whether the centre line of a kernel lies
/// on a PE or between two. Ends that differ cost an adapter each, and centre lines that differ half a PE of wire.
/// Where adapters cost nothing only the centre line is told apart.
class RowGrid {
public:
    /// `side` in PEs: no kernel is longer or thicker. The problem outlives this.
    RowGrid(const PlacementProblem& problem, int side);

    using Joint = std::uint32_t; ///< one such end, from 0
    static constexpr Joint kNone = ~Joint{0};
    static constexpr double kNever = std::numeric_limits<double>::infinity(); ///< cost of what cannot be

    [[nodiscard]] const SplitChoices& choices() const { return m_choices; }
    [[nodiscard]] std::size_t size() const { return m_place.size(); } ///< joints
    [[nodiscard]] bool tellsSplits() const { return m_tellsSplits; }

    /// Of the choices at these places, and of a kernel so thick; kNone when no kernel has so many tiles.
    [[nodiscard]] Joint joint(std::size_t high, std::size_t wide, std::size_t inputs, int thickness) const
    {
        const auto parity = static_cast<std::size_t>(thickness & 1);
        return m_joint[m_tellsSplits ? placeOf(high, wide, inputs) + parity : parity];
    }

    /// What a stream of weight 1 from one to the other costs beside its length.
    [[nodiscard]] double differing(Joint from, Joint to) const
    {
        const Parts& a = m_parts[from];
        const Parts& b = m_parts[to];
        const int adapters = static_cast<int>(a.high != b.high) + static_cast<int>(a.wide != b.wide)
            + static_cast<int>(a.inputs != b.inputs);
        return m_adapter * adapters + (a.parity != b.parity ? m_halfWire : 0.0);
    }

    /// Makes of what every joint costs at one end of a stream the least cost by joint at the other end.
    void spread(std::vector<double>& costs, double weight) const;

private:
    [[nodiscard]] std::size_t placeOf(std::size_t high, std::size_t wide, std::size_t inputs) const
    {
        return ((high * m_choices.tilesWide.size() + wide) * m_choices.inputs.size() + inputs) * 2;
    }

    /// Places of a joint among the choices, and the parity of its kernel's thickness.
    struct Parts {
        std::uint16_t high = 0;
        std::uint16_t wide = 0;
        std::uint16_t inputs = 0;
        std::uint16_t parity = 0;
    };

    SplitChoices m_choices;
    bool m_tellsSplits;
    double m_adapter; ///< cost of an adapter
    double m_halfWire; ///< cost of half a PE of wire
    std::vector<Joint> m_joint; ///< by place among all choices, possible or not
    std::vector<std::uint32_t> m_place; ///< of every joint
    std::vector<Parts> m_parts; ///< of every joint
};

} // namespace waferscope
