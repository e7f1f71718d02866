#pragma once

#include "core/layout/mapping.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// One way to run a kernel. Its height is a multiple of h x w: one row of tiles more than c.
struct ShapeOption {
    int width = 0; ///< PEs, unrotated
    int height = 0; ///< PEs, unrotated
    std::int64_t time = 0; ///< ticks of its source
    int tilesHigh = 1; ///< h
    int tilesWide = 1; ///< w
    int inputs = 1; ///< c, at most, of every convolution
    int leastFirst = 1; ///< the least c of the first convolution that changes nothing else
    int leastLast = 1; ///< and of the last
};

/// Numbers of parts, each growing from 1.
struct SplitChoices {
    std::vector<int> tilesHigh; ///< h
    std::vector<int> tilesWide; ///< w
    std::vector<int> inputs; ///< c
};

/// How a convolution's inputs are split.
struct InputSplit {
    int tilesHigh = 1; ///< h
    int tilesWide = 1; ///< w
    int inputs = 1; ///< c
};

/// Where shapes come from: the contest's formulas, or those of training. Kernels of one class have the same shapes.
class ShapeSource {
public:
    virtual ~ShapeSource() = default;

    [[nodiscard]] virtual int classCount() const = 0;
    [[nodiscard]] virtual int classOf(std::size_t kernel) const = 0;
    [[nodiscard]] virtual std::size_t convolutionCount(int kernelClass) const = 0;
    /// Whether the first convolution of a class is the last one too, and so has one c.
    [[nodiscard]] bool isSingle(int kernelClass) const { return convolutionCount(kernelClass) == 1; }

    /// All shapes of at most `target` ticks within the fabric's sides: for every h and w, each that is narrower than
    /// all lower ones.
    [[nodiscard]] virtual std::vector<ShapeOption> shapes(int kernelClass, std::int64_t target) const = 0;

    /// The arguments of a shape from shapes(kernelClass, target), with a c of the first and last convolution between
    /// the least that the option allows and what its height holds.
    [[nodiscard]] virtual ExecutionArguments arguments(int kernelClass, std::int64_t target, const ShapeOption& option,
                                                       int first, int last) const = 0;

    /// The numbers of parts at which the share of some kernel changes.
    [[nodiscard]] virtual SplitChoices splitChoices() const = 0;
    /// The least k at which a convolution with any split takes at most `target` ticks and its PEs hold their memory;
    /// kNoColumns when there is none.
    [[nodiscard]] virtual std::int64_t leastColumns(int kernelClass, std::size_t convolution, const InputSplit& split,
                                                    std::int64_t target) const = 0;
    static constexpr std::int64_t kNoColumns = std::int64_t{1} << 40;
    [[nodiscard]] virtual int columnWidth() const = 0; ///< PEs for each of a convolution's k
    [[nodiscard]] virtual std::int64_t ticks(int kernelClass, const ExecutionArguments& arguments) const = 0;

protected:
    ShapeSource() = default;
    ShapeSource(const ShapeSource&) = default;
    ShapeSource& operator=(const ShapeSource&) = default;
    ShapeSource(ShapeSource&&) = default;
    ShapeSource& operator=(ShapeSource&&) = default;
};

} // namespace waferscope
