#include "formats/hugging_face/hugging_face_towers.h"

#include "core/families/family_parts.h"

namespace waferscope {

namespace {

/// What towers of patches have in common.
PictureTower towerOf(ForeignFields& fields, std::int64_t usualPatch)
{
    PictureTower tower;
    const PixelSides sides = sidesOf(fields, {"image_size"}, 224);
    tower.channels = fields.count({"num_channels"}, 3);
    tower.height = sides.height;
    tower.width = sides.width;
    tower.patch = sideOf(fields, {"patch_size"}, usualPatch);
    tower.hidden = fields.count({"hidden_size"}, 768);
    tower.stack.layers = fields.count({"num_hidden_layers"}, 12);
    tower.stack.heads = fields.count({"num_attention_heads"}, 12);
    tower.stack.feedForward = fields.count({"intermediate_size"}, 3072);
    tower.stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    return tower;
}

void addClasses(NetworkSpec& spec, const std::string& name, std::int64_t labels)
{
    spec.blocks.push_back(block("linear", name, {{"size", std::to_string(labels)}}));
}

NetworkSpec pictureSpec(const char* title, const PictureTower& tower)
{
    NetworkSpec spec;
    spec.title = title;
    spec.defaults = {{"batch", 1}};
    addTower(spec, tower, "");
    return spec;
}

NetworkSpec visionTransformer(ForeignFields& fields)
{
    NetworkSpec spec = pictureSpec("Vision Transformer", vitTower(fields));
    if (architectureOf(fields).ends_with("forimageclassification")) {
        spec.blocks.push_back(block("first-position", "first", {}));
        addClasses(spec, "classes", labelsOf(fields));
    } else {
        fields.note("The count is of the encoder with its pooler and without a classifier.");
        spec.blocks.push_back(block("pooler", "pooler", {}));
    }
    return spec;
}

/// As ViT, with a second trained position, from which another classifier may learn.
NetworkSpec deit(ForeignFields& fields)
{
    PictureTower tower = vitTower(fields);
    tower.hasDistillationPosition = true;
    NetworkSpec spec = pictureSpec("DeiT", tower);
    const std::string name = architectureOf(fields);
    if (name.find("forimageclassification") == std::string::npos) {
        fields.note("The count is of the encoder with its pooler and without a classifier.");
        spec.blocks.push_back(block("pooler", "pooler", {}));
        return spec;
    }
    spec.blocks.push_back(block("first-position", "first", {}));
    addClasses(spec, "classes", labelsOf(fields));
    if (!name.ends_with("withteacher"))
        return spec;
    spec.blocks.push_back(block("first-position", "others", {{"take", "others"}}));
    spec.blocks.back().from = "encoder";
    spec.blocks.push_back(block("first-position", "second", {}));
    addClasses(spec, "distilled-classes", labelsOf(fields));
    return spec;
}

/// Every part's result has trained factors; classes are told by the class position and the patches' mean together.
NetworkSpec dinov2(ForeignFields& fields)
{
    PictureTower tower = towerOf(fields, 14);
    const std::int64_t times = fields.count({"mlp_ratio"}, 4);
    tower.stack.feedForward = times * tower.hidden;
    tower.stack.hasLayerScale = true;
    tower.stack.hasProjectionBias = fields.flag({"qkv_bias"}, true);
    tower.hasMask = fields.flag({"use_mask_token"}, true);
    if (fields.flag({"use_swiglu_ffn"}, false)) {
        tower.stack.isGated = true;
        tower.stack.activation = "silu";
        tower.stack.feedForward = (tower.stack.feedForward * 2 / 3 + 7) / 8 * 8;
    }
    NetworkSpec spec = pictureSpec("DINOv2", tower);
    if (!architectureOf(fields).ends_with("forimageclassification"))
        return spec;
    spec.blocks.push_back(block("first-position", "patches", {{"take", "others"}}));
    spec.blocks.push_back(
        block("merge-positions", "mean", {{"count", std::to_string(tower.patches())}, {"kind", "mean"}}));
    spec.blocks.push_back(block("first-position", "mean-features", {}));
    spec.blocks.push_back(block("first-position", "first", {}));
    spec.blocks.back().from = "encoder";
    spec.blocks.push_back(block("join", "both", {{"kind", "concat"}, {"with", "mean-features"}}));
    addClasses(spec, "classes", labelsOf(fields));
    return spec;
}

/// The stages of a Swin Transformer, each with layers and heads of its own.
struct SwinStages {
    std::vector<std::int64_t> layers;
    std::vector<std::int64_t> heads;
    double ratio = 4.0; ///< of a feed-forward part's features to those of a patch
    std::int64_t size = 96; ///< features of a patch in the first stage; twice as many in every further one
};

SwinStages swinStagesOf(ForeignFields& fields)
{
    SwinStages stages{fields.numbers({"depths"}), fields.numbers({"num_heads"}), fields.number({"mlp_ratio"}, 4.0),
                      fields.count({"embed_dim"}, 96)};
    if (stages.layers.empty())
        stages.layers = {2, 2, 6, 2};
    if (stages.heads.empty())
        stages.heads = {3, 6, 12, 24};
    if (stages.heads.size() != stages.layers.size() || stages.layers.size() > 8)
        fields.failAt("num_heads", "expected one for each stage that depths names, of at most eight.");
    if (!(stages.ratio > 0.0 && stages.ratio <= 64.0))
        fields.failAt("mlp_ratio", "expected a number from 0 to 64.");
    return stages;
}

void addSwinStages(NetworkSpec& spec, ForeignFields& fields, const SwinStages& stages)
{
    std::int64_t size = stages.size;
    for (std::size_t stage = 0; stage < stages.layers.size(); ++stage) {
        const auto inner = static_cast<std::int64_t>(stages.ratio * static_cast<double>(size));
        spec.blocks.push_back(block("window-stage", "stage" + std::to_string(stage + 1),
                                    {{"layers", std::to_string(stages.layers[stage])},
                                     {"heads", std::to_string(stages.heads[stage])},
                                     {"window", std::to_string(fields.count({"window_size"}, 7))},
                                     {"feed_forward", std::to_string(inner)},
                                     {"bias", yesOrNo(fields.flag({"qkv_bias"}, true))},
                                     {"merge", yesOrNo(stage + 1 < stages.layers.size())}}));
        size *= 2;
    }
}

/// Patches at the end: sides are halved, and rounded up, at every merging.
std::int64_t lastPatches(const PictureTower& tower, std::size_t stages)
{
    std::int64_t height = tower.height / tower.patch;
    std::int64_t width = tower.width / tower.patch;
    for (std::size_t stage = 1; stage < stages; ++stage) {
        height = (height + 1) / 2;
        width = (width + 1) / 2;
    }
    return std::max<std::int64_t>(1, height * width);
}

/// Stages of windows, between which two by two patches become one.
NetworkSpec swin(ForeignFields& fields)
{
    const PictureTower tower = towerOf(fields, 4);
    const SwinStages stages = swinStagesOf(fields);
    NetworkSpec spec;
    spec.title = "Swin Transformer";
    spec.defaults = {{"batch", 1}};
    spec.inputs = {
        {"pixel_values", DataType::Float32, {std::string{"batch"}, tower.channels, tower.height, tower.width}}};
    spec.blocks.push_back(block("patch-embedding", "embedding",
                                {{"size", std::to_string(stages.size)},
                                 {"patch", std::to_string(tower.patch)},
                                 {"class_position", "no"},
                                 {"positions", yesOrNo(fields.flag({"use_absolute_embeddings"}, false))},
                                 {"norm", "layer"}}));
    if (fields.trouble())
        return spec;
    addSwinStages(spec, fields, stages);
    const std::int64_t patches = lastPatches(tower, stages.layers.size());
    spec.blocks.push_back(block("norm", "norm", {}));
    spec.blocks.push_back(block("merge-positions", "mean", {{"count", std::to_string(patches)}, {"kind", "mean"}}));
    spec.blocks.push_back(block("first-position", "features", {}));
    if (architectureOf(fields).ends_with("forimageclassification"))
        addClasses(spec, "classes", labelsOf(fields));
    return spec;
}

NetworkSpec clipVision(ForeignFields& fields)
{
    NetworkSpec spec = pictureSpec("CLIP's pictures", clipTower(fields));
    spec.blocks.push_back(block("first-position", "first", {}));
    spec.blocks.push_back(block("norm", "first/norm", {}));
    return spec;
}

NetworkSpec siglipVision(ForeignFields& fields)
{
    fields.note("The count is of the tower without a head that pools it.");
    return pictureSpec("SigLIP's pictures", siglipTower(fields));
}

/// The text's half: a causal stack, whose last position stands for the text.
LanguageModel clipText(ForeignFields& text)
{
    LanguageModel model;
    model.title = "CLIP's texts";
    model.vocabulary = text.count({"vocab_size"}, 49408);
    model.hidden = text.count({"hidden_size"}, 512);
    model.positions = text.count({"max_position_embeddings"}, 77);
    model.stack.layers = text.count({"num_hidden_layers"}, 12);
    model.stack.heads = text.count({"num_attention_heads"}, 8);
    model.stack.feedForward = text.count({"intermediate_size"}, 2048);
    model.stack.activation = activationOf(text, {"hidden_act"}, "gelu");
    model.stack.isCausal = true;
    model.sequence = model.positions;
    return model;
}

void addClipText(NetworkSpec& spec, ForeignFields& text, std::int64_t size)
{
    const LanguageModel model = clipText(text);
    spec.defaults["sequence"] = model.positions;
    spec.inputs.push_back(tokens("input_ids"));
    spec.blocks.push_back(block("embedding", "text/embedding",
                                {{"vocabulary", std::to_string(model.vocabulary)},
                                 {"size", std::to_string(model.hidden)},
                                 {"positions", std::to_string(model.positions)}}));
    spec.blocks.back().from = "input_ids";
    spec.blocks.push_back(transformerBlock("text/layers", model.stack));
    spec.blocks.push_back(block("first-position", "text/position", {}));
    spec.blocks.push_back(block("linear", "text/projection", {{"size", std::to_string(size)}, {"bias", "no"}}));
}

/// Pictures and texts as features of one size, and how near they are.
NetworkSpec clip(ForeignFields& fields)
{
    ForeignFields vision = fields.under("vision_config");
    ForeignFields text = fields.under("text_config");
    const std::int64_t size = fields.count({"projection_dim"}, 512);
    NetworkSpec spec;
    spec.title = "CLIP";
    spec.defaults = {{"batch", 1}};
    addTower(spec, clipTower(vision), "vision");
    spec.blocks.push_back(block("first-position", "vision/first", {}));
    spec.blocks.push_back(block("norm", "vision/first/norm", {}));
    spec.blocks.push_back(block("linear", "vision/projection", {{"size", std::to_string(size)}, {"bias", "no"}}));
    addClipText(spec, text, size);
    spec.blocks.push_back(block("similarity", "similarity", {{"with", "vision/projection"}}));
    fields.takeFindings(vision);
    fields.takeFindings(text);
    return spec;
}

constexpr HuggingFaceType kPictureTypes[] = {
    {"clip", nullptr, clip}, {"clip_text_model", clipText},       {"clip_vision_model", nullptr, clipVision},
    {"deit", nullptr, deit}, {"dinov2", nullptr, dinov2},         {"siglip_vision_model", nullptr, siglipVision},
    {"swin", nullptr, swin}, {"vit", nullptr, visionTransformer},
};

} // namespace

PictureTower vitTower(ForeignFields& fields)
{
    PictureTower tower = towerOf(fields, 16);
    tower.stack.hasProjectionBias = fields.flag({"qkv_bias"}, true);
    return tower;
}

PictureTower clipTower(ForeignFields& fields)
{
    PictureTower tower = towerOf(fields, 32);
    tower.hasPatchBias = false;
    tower.embeddingNorm = "layer";
    tower.stack.hasLastNorm = false; // of the class position alone
    return tower;
}

PictureTower siglipTower(ForeignFields& fields)
{
    PictureTower tower = towerOf(fields, 16);
    tower.hasClassPosition = false;
    return tower;
}

std::span<const HuggingFaceType> huggingFacePictures()
{
    return kPictureTypes;
}

} // namespace waferscope
