#include "formats/language/picture_tower.h"

#include "core/families/family_parts.h"

namespace waferscope {

namespace {

void addPatches(NetworkSpec& spec, const PictureTower& tower, const std::string& name)
{
    spec.inputs.push_back(
        {"pixel_values", DataType::Float32, {std::string{"batch"}, tower.channels, tower.height, tower.width}});
    if (tower.hasMask)
        spec.inputs.push_back({"hidden_patches", DataType::Bool, {std::string{"batch"}, tower.patches()}});
    BlockSpec patches = block("patch-embedding", name,
                              {{"size", std::to_string(tower.hidden)}, {"patch", std::to_string(tower.patch)}});
    const auto unlessUsual = [&patches](const char* setting, const std::string& text, const char* usual) {
        if (text != usual)
            patches.settings[setting] = {text, 0};
    };
    unlessUsual("bias", yesOrNo(tower.hasPatchBias), "yes");
    unlessUsual("class_position", yesOrNo(tower.hasClassPosition), "yes");
    unlessUsual("distillation_position", yesOrNo(tower.hasDistillationPosition), "no");
    unlessUsual("positions", yesOrNo(tower.hasPositions), "yes");
    unlessUsual("mask", yesOrNo(tower.hasMask), "no");
    unlessUsual("norm", tower.embeddingNorm, "none");
    spec.blocks.push_back(std::move(patches));
}

/// The layers that are run although nobody takes what they give; an output of the network.
void addSkipped(NetworkSpec& spec, const PictureTower& tower, const PictureProjector& projector,
                const std::string& from)
{
    if (projector.skippedLayers > 0) {
        TransformerStack rest = tower.stack;
        rest.layers = projector.skippedLayers;
        spec.blocks.push_back(transformerBlock("vision/rest", rest));
        spec.blocks.back().from = from;
    }
    if (!projector.isNormedAfterwards)
        return;
    spec.blocks.push_back(block("first-position", "vision/class", {}));
    if (projector.skippedLayers == 0)
        spec.blocks.back().from = from;
    spec.blocks.push_back(block("norm", "vision/class/norm", {}));
}

} // namespace

std::string addTower(NetworkSpec& spec, const PictureTower& tower, const std::string& name)
{
    addPatches(spec, tower, name.empty() ? "embedding" : name + "/embedding");
    std::string layers = name.empty() ? "encoder" : name + "/layers";
    spec.blocks.push_back(transformerBlock(layers, tower.stack));
    return layers;
}

std::string addProjectedTower(NetworkSpec& spec, const PictureTower& tower, const PictureProjector& projector)
{
    PictureTower taken = tower;
    taken.stack.layers -= projector.skippedLayers;
    taken.stack.hasLastNorm = tower.stack.hasLastNorm && projector.skippedLayers == 0;
    std::string last = addTower(spec, taken, "vision");
    if (projector.skippedLayers > 0 || projector.isNormedAfterwards)
        addSkipped(spec, tower, projector, last);
    const auto add = [&spec, &last](BlockSpec next) {
        next.from = last;
        last = next.name;
        spec.blocks.push_back(std::move(next));
    };
    if (tower.hasClassPosition)
        add(block("first-position", "projector/patches", {{"take", "others"}}));
    if (projector.norm != "none" && !projector.isNormedMerged)
        add(block("norm", "projector/norm", {{"kind", projector.norm}}));
    if (projector.merged > 1)
        add(block("merge-positions", "projector/merge",
                  {{"count", std::to_string(projector.merged)}, {"kind", projector.isMean ? "mean" : "concat"}}));
    if (projector.norm != "none" && projector.isNormedMerged)
        add(block("norm", "projector/norm", {{"kind", projector.norm}}));
    for (std::size_t at = 0; at < projector.sizes.size(); ++at)
        add(block("linear", "projector/linear" + std::to_string(at + 1),
                  {{"size", std::to_string(projector.sizes[at])},
                   {"bias", yesOrNo(projector.hasBias)},
                   {"activation", at + 1 < projector.sizes.size() ? projector.activation : "none"}}));
    if (projector.hasLeadPosition)
        add(block("lead-position", "projector/lead", {}));
    return last;
}

} // namespace waferscope
