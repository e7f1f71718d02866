#pragma once

#include "core/layout/contest_problem.h"
#include "mapping/placement/shape_source.h"

namespace waferscope {

/// Shapes of a contest problem's kernels by the contest's formulas. Equal kernels are of one class.
class ContestShapes : public ShapeSource {
public:
    explicit ContestShapes(const ContestProblem& problem);

    [[nodiscard]] std::int64_t ticksPerCycle() const { return m_ticksPerCycle; } ///< times are whole numbers of ticks

    [[nodiscard]] int classCount() const override { return static_cast<int>(m_classes.size()); }
    [[nodiscard]] int classOf(std::size_t kernel) const override { return m_classOf[kernel]; }
    [[nodiscard]] std::size_t convolutionCount(int kernelClass) const override { return at(kernelClass).convs.size(); }
    [[nodiscard]] std::vector<ShapeOption> shapes(int kernelClass, std::int64_t target) const override;
    [[nodiscard]] ExecutionArguments arguments(int kernelClass, std::int64_t target, const ShapeOption& option,
                                               int first, int last) const override;
    [[nodiscard]] SplitChoices splitChoices() const override;
    [[nodiscard]] std::int64_t leastColumns(int kernelClass, std::size_t convolution, const InputSplit& split,
                                            std::int64_t target) const override;
    [[nodiscard]] int columnWidth() const override;
    [[nodiscard]] std::int64_t ticks(int kernelClass, const ExecutionArguments& arguments) const override;

private:
    /// One h, w and c: what does not depend on the target.
    struct Split {
        int tilesHigh = 1;
        int tilesWide = 1;
        int inputs = 1;
        std::size_t firstCost = 0; ///< in Class::costs, one for every convolution
    };
    /// Of one convolution of a split.
    struct SplitCost {
        std::int64_t tileTicks = 0; ///< of one output channel on a PE
        std::int64_t outputChannels = 0;
        std::int64_t leastOutputs = 1; ///< k whose PEs hold their memory

        friend bool operator==(const SplitCost&, const SplitCost&) = default;
    };
    struct Class {
        std::vector<ConvShape> convs;
        std::vector<Split> splits; ///< by h and w, then growing c
        std::vector<SplitCost> costs;
    };

    void addSplits(Class& kernelClass, int tilesHigh, int tilesWide) const;
    [[nodiscard]] SplitCost costOf(const ConvShape& conv, int tilesHigh, int tilesWide, std::int64_t inputs) const;
    [[nodiscard]] const Class& at(int kernelClass) const { return m_classes[static_cast<std::size_t>(kernelClass)]; }
    [[nodiscard]] static std::int64_t leastOutputs(const SplitCost& cost, std::int64_t target);

    int m_side; ///< the fabric's longer side
    double m_memoryLimit;
    std::int64_t m_ticksPerCycle = 1;
    std::vector<Class> m_classes;
    std::vector<int> m_classOf; ///< by kernel
};

} // namespace waferscope
