#pragma once

#include "model/pipelined/channel_cycles.h"

#include <vector>

namespace waferscope {

/// A way to run a kernel: arguments, and the width and height that they take, turned or not.
struct KernelShape {
    ExecutionArguments arguments;
    Rotation rotation = Rotation::R0;
    int width = 0; ///< PEs, as placed
    int height = 0; ///< PEs, as placed

    [[nodiscard]] std::int64_t area() const { return std::int64_t{width} * height; }
};

/// An unrotated shape, and its cycles a sample.
struct TimedShape {
    KernelShape shape;
    Cycles cycles;
};

/// Everything about a kernel's shapes that does not depend on the target time: made once, asked for many targets.
/// Exact for the kernels of one convolution: no shape that is dropped could be the narrowest at any height.
class ShapeFamily {
public:
    /// `longestSide` in PEs: of the fabric.
    ShapeFamily(const KernelGraph& graph, KernelId id, const CostModel& model, int longestSide);

    /// Shapes with at most `target` cycles a sample whose PEs hold their memory, none taller and wider than another,
    /// by growing height, unrotated and rotated. Empty when there is none.
    [[nodiscard]] std::vector<KernelShape> paretoShapes(Cycles target) const;

    /// For every h and w, each unrotated shape with at most `target` cycles that is narrower than all lower ones.
    [[nodiscard]] std::vector<TimedShape> shapesByTiling(Cycles target) const;

    /// Whether another kernel has the same shapes at every target.
    [[nodiscard]] bool isLike(const ShapeFamily& other) const;

    /// Columns of PEs for each of a kernel's k splits.
    [[nodiscard]] int columnsForEachSplit() const { return columnGroups(m_model.run); }

    /// The shape of fewest cycles, and among those of fewest PEs, within a box; none when no PE would hold its memory.
    [[nodiscard]] std::optional<KernelShape> fastestWithin(int width, int height) const;

    /// The shape of fewest PEs within a box that takes at most `target` cycles; none when there is none.
    [[nodiscard]] std::optional<KernelShape> leastWithin(int width, int height, Cycles target) const;

    /// h, w and c of all shapes, each with the least k whose PEs hold their memory.
    [[nodiscard]] std::vector<ExecutionArguments> inputSplits() const;

    /// The least k with which a kernel split so takes at most `target` cycles and its PEs hold their memory; its c may
    /// be more than one of inputSplits(), h and w are theirs. None when there is none.
    [[nodiscard]] std::optional<int> leastOutputs(const ExecutionArguments& split, Cycles target) const;

    /// A sample's cycles.
    [[nodiscard]] Cycles cycles(const ExecutionArguments& arguments) const
    {
        return m_cycles.of(m_cycles.tile(arguments.height, arguments.width), arguments.splits.front());
    }
    /// The shape of fewest PEs of any that takes at most `target` cycles, unrotated; none when there is none.
    [[nodiscard]] std::optional<KernelShape> smallest(Cycles target) const;

    /// Least number of PEs of any of them; none when there is none.
    [[nodiscard]] std::optional<std::int64_t> leastArea(Cycles target) const;

    /// The least cycles that any shape within the longest side reaches.
    [[nodiscard]] Cycles leastCycles() const { return m_leastCycles; }
    /// Cycles on the fewest PEs: no target above it changes anything.
    [[nodiscard]] Cycles mostCycles() const { return m_mostCycles; }

private:
    /// h, w and c; k follows from the target.
    struct Candidate {
        int tilesHigh = 1;
        int tilesWide = 1;
        ChannelSplit split; ///< with the least k whose PEs hold their memory
        int mostOutputs = 0; ///< k at which the longest side is reached or every column has one channel
        double tile = 0.0; ///< of ChannelCycles
        Cycles leastCycles; ///< with the most outputs
        std::int64_t leastPes = 0; ///< with the fewest outputs
        double work = 0.0; ///< no shape has fewer PEs than this over its target

        friend bool operator==(const Candidate&, const Candidate&) = default;
    };
    /// A candidate with so many outputs, turned or not.
    struct Option {
        const Candidate* candidate = nullptr;
        int outputs = 1; ///< k
        Rotation rotation = Rotation::R0;
        int width = 0; ///< PEs, as placed
        int height = 0; ///< PEs, as placed

        [[nodiscard]] std::int64_t area() const { return std::int64_t{width} * height; }
    };

    void addCandidates(const HeldSamples& held, int tilesHigh, int tilesWide);
    [[nodiscard]] std::optional<int> leastOutputs(const HeldSamples& held, ExecutionArguments arguments,
                                                  int enough) const;
    [[nodiscard]] Candidate candidate(int tilesHigh, int tilesWide, ChannelSplit split, int mostOutputs) const;
    [[nodiscard]] Cycles cyclesOf(const Candidate& candidate, int outputs) const
    {
        return m_cycles.of(candidate.tile, {candidate.split.inputs, outputs});
    }
    [[nodiscard]] Footprint sizeOf(const Candidate& candidate, int outputs) const
    {
        return footprint(candidate.tilesHigh * candidate.tilesWide, {candidate.split.inputs, outputs}, m_model.run);
    }
    /// PEs that a shape of it has at least.
    [[nodiscard]] static double boundOf(const Candidate& candidate, Cycles target)
    {
        return std::max(static_cast<double>(candidate.leastPes), candidate.work / static_cast<double>(target.count()));
    }
    [[nodiscard]] std::optional<int> outputsOf(const Candidate& candidate, Cycles target) const;
    [[nodiscard]] std::optional<Option> optionOf(const Candidate& candidate, Cycles target) const;
    [[nodiscard]] static Option turned(const Option& option);
    [[nodiscard]] static bool isSmaller(const Option& option, const std::optional<Option>& than);
    [[nodiscard]] static std::vector<Option> paretoOf(std::vector<Option> options);
    [[nodiscard]] static KernelShape shapeOf(const Option& option);
    [[nodiscard]] std::optional<Option> smallestOption(Cycles target) const;
    [[nodiscard]] std::optional<Cycles> fewestCycles(const Candidate& candidate, int width, int height) const;
    [[nodiscard]] const Kernel& kernel() const { return *m_kernel; }

    const Kernel* m_kernel;
    CostModel m_model;
    ChannelCycles m_cycles;
    int m_longestSide;
    std::vector<Candidate> m_candidates;
    Cycles m_leastCycles;
    Cycles m_mostCycles;
};

} // namespace waferscope
