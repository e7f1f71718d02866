#include "mapping/pipelined/training_shapes.h"

#include <algorithm>
#include <set>

namespace waferscope {

TrainingShapes::TrainingShapes(const std::vector<ShapeFamily>& families)
{
    for (const ShapeFamily& family : families) {
        const auto known = std::find_if(m_classes.begin(), m_classes.end(),
                                        [&family](const ShapeFamily* other) { return other->isLike(family); });
        m_classOf.push_back(static_cast<int>(known - m_classes.begin()));
        if (known == m_classes.end())
            m_classes.push_back(&family);
    }
}

std::vector<ShapeOption> TrainingShapes::shapes(int kernelClass, std::int64_t target) const
{
    std::vector<ShapeOption> options;
    for (const TimedShape& shape : m_classes[static_cast<std::size_t>(kernelClass)]->shapesByTiling(Cycles{target})) {
        ShapeOption option;
        option.width = shape.shape.width;
        option.height = shape.shape.height;
        option.time = shape.cycles.count();
        option.tilesHigh = shape.shape.arguments.height;
        option.tilesWide = shape.shape.arguments.width;
        option.inputs = shape.shape.arguments.splits.front().inputs;
        option.leastFirst = option.inputs;
        option.leastLast = option.inputs;
        options.push_back(option);
    }
    return options;
}

ExecutionArguments TrainingShapes::arguments(int kernelClass, std::int64_t, const ShapeOption& option, int first,
                                             int last) const
{
    const ShapeFamily& family = *m_classes[static_cast<std::size_t>(kernelClass)];
    ExecutionArguments arguments{option.tilesHigh, option.tilesWide, {}};
    const int columns = option.width / family.columnsForEachSplit();
    arguments.splits.push_back({std::max(first, last), columns});
    return arguments;
}

SplitChoices TrainingShapes::splitChoices() const
{
    std::set<int> tilesHigh{1};
    std::set<int> tilesWide{1};
    std::set<int> inputs{1};
    for (const ShapeFamily* family : m_classes)
        for (const ExecutionArguments& split : family->inputSplits()) {
            tilesHigh.insert(split.height);
            tilesWide.insert(split.width);
            inputs.insert(split.splits.front().inputs);
        }
    return {{tilesHigh.begin(), tilesHigh.end()}, {tilesWide.begin(), tilesWide.end()}, {inputs.begin(), inputs.end()}};
}

std::int64_t TrainingShapes::leastColumns(int kernelClass, std::size_t, const InputSplit& split,
                                          std::int64_t target) const
{
    const ShapeFamily& family = *m_classes[static_cast<std::size_t>(kernelClass)];
    const ExecutionArguments asked{split.tilesHigh, split.tilesWide, {{split.inputs, 1}}};
    const std::optional<int> outputs = family.leastOutputs(asked, Cycles{target});
    return outputs ? *outputs : kNoColumns;
}

int TrainingShapes::columnWidth() const
{
    return m_classes.front()->columnsForEachSplit();
}

std::int64_t TrainingShapes::ticks(int kernelClass, const ExecutionArguments& arguments) const
{
    return m_classes[static_cast<std::size_t>(kernelClass)]->cycles(arguments).count();
}

} // namespace waferscope
