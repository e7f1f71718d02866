#pragma once

#include "core/base/geometry.h"
#include "core/base/job_control.h"
#include "mapping/placement/peel_table.h"
#include "mapping/placement/strip_layout.h"

#include <array>
#include <vector>

namespace waferscope {

/// Builds strip layouts of kernels in a given order stack by stack, keeping at every kernel those with the shortest
/// wires so far among all that can still be completed at the target: a beam search (Lowerre, "The Harpy Speech
/// Recognition System", 1976) whose dead ends the table knows beforehand.
class PeelBeam {
public:
    /// All outlive the beam.
    PeelBeam(const PlacementProblem& problem, const ShapeTable& shapes, const PeelTable& table,
             const std::vector<std::size_t>& order);

    /// At most `most` layouts, those with the shortest wires first, of `width` kept at every kernel. None when nothing
    /// fits or when asked to stop.
    [[nodiscard]] std::vector<StripLayout> search(std::size_t width, std::size_t most, const JobControl& job);

private:
    using Point = HalfPes;
    /// The other end of a stream to an earlier place.
    struct Earlier {
        std::size_t place = 0;
        double weight = 1.0;
    };
    /// A stack on an open strip, and all that stands before it.
    struct Node {
        double wire = 0.0; ///< twice the PEs, of all kernels so far
        double rank = 0.0; ///< with what is likely to come
        std::size_t before = 0; ///< its index among the kept; its own for the root
        std::size_t first = 0; ///< place of its first kernel
        std::size_t kernels = 0;
        FabricSide side = FabricSide::North;
        bool isReversed = false;
        bool opens = false; ///< the first stack of its strip
        int across = 0; ///< of the strip
        int thickness = 0; ///< of the strip
        int along = 0; ///< where what is free of the strip begins
        int free = 0; ///< length of it
        PeRect rest; ///< what all strips leave
        std::array<Point, kMostStacked> centres{}; ///< of its kernels

        [[nodiscard]] std::size_t end() const { return first + kernels; }
    };

    void keepBest(std::size_t level, std::size_t width);
    void expand(std::size_t index);
    void openStrips(std::size_t index, bool runsSouth);
    void openStrip(const Node& from, std::size_t index, bool runsSouth, int thickness);
    void addStacks(const Node& strip, std::size_t index);
    [[nodiscard]] bool canEnd(Node& node) const;
    void placeKernels(Node& node, int length) const;
    [[nodiscard]] Point centreOf(const Node& node, std::size_t place) const;
    [[nodiscard]] StripLayout layoutOf(const Node& last) const;

    const PlacementProblem& m_problem;
    const ShapeTable& m_shapes;
    const PeelTable& m_table;
    const std::vector<std::size_t>& m_order;
    std::vector<int> m_class; ///< by place
    std::vector<std::vector<Earlier>> m_earlier; ///< by place
    std::vector<double> m_crossing; ///< by place: streams to a later place from here on, for every kernel
    std::size_t m_width = 0;
    std::vector<Node> m_kept;
    std::vector<std::vector<Node>> m_levels; ///< by kernels placed: those not yet looked at
};

} // namespace waferscope
