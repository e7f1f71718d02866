#pragma once

#include "mapping/placement/shape_source.h"
#include "model/pipelined/shapes.h"

namespace waferscope {

/// The shapes of a network's kernels by the formulas of training (MODEL section 3), for the placement engine. A tick is
/// a cycle.
class TrainingShapes final : public ShapeSource {
public:
    /// `families` by kernel; they outlive this.
    explicit TrainingShapes(const std::vector<ShapeFamily>& families);

    [[nodiscard]] int classCount() const override { return static_cast<int>(m_classes.size()); }
    [[nodiscard]] int classOf(std::size_t kernel) const override { return m_classOf[kernel]; }
    [[nodiscard]] std::size_t convolutionCount(int) const override { return 1; }
    [[nodiscard]] std::vector<ShapeOption> shapes(int kernelClass, std::int64_t target) const override;
    [[nodiscard]] ExecutionArguments arguments(int kernelClass, std::int64_t target, const ShapeOption& option,
                                               int first, int last) const override;
    [[nodiscard]] SplitChoices splitChoices() const override;
    [[nodiscard]] std::int64_t leastColumns(int kernelClass, std::size_t convolution, const InputSplit& split,
                                            std::int64_t target) const override;
    [[nodiscard]] int columnWidth() const override;
    [[nodiscard]] std::int64_t ticks(int kernelClass, const ExecutionArguments& arguments) const override;

private:
    std::vector<const ShapeFamily*> m_classes; ///< one that stands for all of its class
    std::vector<int> m_classOf; ///< by kernel
};

} // namespace waferscope
