#include "formats/model_zoo/model_zoo_models.h"

#include "core/families/family_parts.h"
#include "formats/language/picture_tower.h"

#include <algorithm>

namespace waferscope {

namespace {

/// A vision transformer of the Model Zoo.
PictureTower towerOf(ForeignFields& own)
{
    PictureTower tower;
    std::vector<std::int64_t> sides = zooNumbers(own, {"image_size"}, "224-224");
    if (sides.size() > 2)
        own.failAt("image_size", "expected height and width.");
    tower.height = sides.front();
    tower.width = sides.back();
    tower.channels = own.count({"num_channels"}, 3);
    tower.patch = zooSide(own, {"patch_size"}, "16-16");
    tower.hidden = own.usual({"hidden_size"}, 768);
    tower.hasPatchBias = own.flag({"use_embed_proj_bias"}, true);
    tower.hasClassPosition = own.flag({"prepend_cls_token"}, true);
    tower.hasPositions = own.text({"position_embedding_type"}, "learned") == "learned";
    tower.hasMask = own.flag({"use_masked_patches"}, false);
    tower.embeddingNorm = own.flag({"use_post_embed_layer_norm"}, false) ? "layer" : "none";
    TransformerStack& stack = tower.stack;
    stack.layers = own.usual({"num_hidden_layers"}, 12);
    stack.heads = own.usual({"num_heads"}, 12);
    stack.feedForward = own.usual({"filter_size"}, 3072);
    setActivation(stack, own.text({"nonlinearity"}, "gelu"));
    stack.normPlace = own.flag({"norm_first"}, true) ? "before" : "after";
    stack.hasLastNorm = own.flag({"use_final_layer_norm"}, true);
    stack.hasLayerScale = own.has({"layerscale_value"});
    stack.hasProjectionBias = own.flag({"use_projection_bias_in_attention"}, true);
    stack.hasOutputBias = own.flag({"use_ffn_bias_in_attention"}, true);
    stack.hasFeedForwardBias = own.flag({"use_ffn_bias"}, true);
    return tower;
}

BlockSpec linear(const std::string& name, std::int64_t size, bool hasBias, const std::string& activation = "none")
{
    return block("linear", name,
                 {{"size", std::to_string(size)}, {"bias", yesOrNo(hasBias)}, {"activation", activation}});
}

BlockSpec after(const std::string& from, BlockSpec next)
{
    next.from = from;
    return next;
}

/// The class position's features beside the mean of the patches.
void addClassAndMean(NetworkSpec& spec, const std::string& from, std::int64_t patches)
{
    spec.blocks.push_back(after(from, block("first-position", "class", {})));
    spec.blocks.push_back(after(from, block("first-position", "patches", {{"take", "others"}})));
    spec.blocks.push_back(
        block("merge-positions", "patches/mean", {{"count", std::to_string(patches)}, {"kind", "mean"}}));
    spec.blocks.push_back(block("first-position", "patches/one", {}));
    spec.blocks.push_back(block("join", "class-and-patches", {{"kind", "concat"}, {"with", "class"}}));
}

NetworkSpec visionTransformer(ModelZooFields& fields)
{
    ForeignFields& own = fields.model;
    const PictureTower tower = towerOf(own);
    NetworkSpec spec;
    spec.title = "Vision Transformer";
    spec.defaults = {{"batch", 1}};
    const std::string last = addTower(spec, tower, "");
    const bool isPooled = own.flag({"use_encoder_pooler_layer"}, false);
    if (own.flag({"use_dinov2_classifier"}, false))
        addClassAndMean(spec, last, tower.patches());
    else
        spec.blocks.push_back(block("first-position", "first", {}));
    if (isPooled) {
        TransformerStack pooler;
        setActivation(pooler, own.text({"pooler_nonlinearity", "nonlinearity"}, "gelu"));
        spec.blocks.push_back(linear("pooler", tower.hidden, tower.stack.hasFeedForwardBias, pooler.activation));
    }
    spec.blocks.push_back(linear("classes", own.usual({"num_classes"}, 2), own.flag({"use_bias_in_output"}, true)));
    return spec;
}

/// The first of "trunks/0", "trunks/1" ... that gradients go through; the first where they go through none.
std::string trainedOf(ModelZooFields& fields, const std::string& list)
{
    for (std::size_t at = 0; fields.hasPart(list + "/" + std::to_string(at)); ++at)
        if (!fields.part(list + "/" + std::to_string(at)).flag({"stop_grad"}, false))
            return list + "/" + std::to_string(at);
    return list + "/0";
}

/// A head of DINO: linear layers to a few features, then scores of very many kinds, whose rows have trained lengths.
void addDinoHead(NetworkSpec& spec, ForeignFields& own, const std::string& name)
{
    const std::int64_t layers = std::min<std::int64_t>(own.count({"num_layers"}, 3), 1000);
    const std::int64_t hidden = own.count({"hidden_size"}, 2048);
    const bool hasBias = own.flag({"use_bias_in_mlp"}, true);
    (void)own.has({"input_size"}); // as wide as the trunk
    for (std::int64_t layer = 1; layer < layers; ++layer)
        spec.blocks.push_back(linear(name + "/linear" + std::to_string(layer), hidden, hasBias, "gelu"));
    spec.blocks.push_back(
        linear(name + "/linear" + std::to_string(layers), own.count({"bottleneck_size"}, 256), hasBias));
    spec.blocks.push_back(linear(name + "/kinds", own.count({"output_size"}), !own.flag({"norm_last_layer"}, false)));
}

/// The student of self-distillation: its trunk and its heads.
NetworkSpec dino(ModelZooFields& fields)
{
    const PictureTower tower = towerOf(fields.part(trainedOf(fields, "image_model_trunks") + "/image_model"));
    NetworkSpec spec;
    spec.title = "DINO";
    spec.defaults = {{"batch", 1}};
    const std::string trunk = addTower(spec, tower, "");
    std::int64_t heads = 0;
    for (std::size_t at = 0; fields.hasPart("heads/" + std::to_string(at)); ++at) {
        const std::string path = "heads/" + std::to_string(at);
        ForeignFields& head = fields.part(path);
        if (head.flag({"stop_grad"}, false))
            continue;
        const std::string name = "head" + std::to_string(++heads);
        const bool isOfClass = head.text({"forward_args"}, "").find(",1)") != std::string::npos;
        const std::size_t first = spec.blocks.size();
        if (isOfClass)
            spec.blocks.push_back(block("first-position", name + "/class", {}));
        addDinoHead(spec, fields.part(path + "/head_model"), name);
        spec.blocks[first].from = trunk;
    }
    (void)fields.model.has({"freeze"}); // the teacher
    fields.model.note("The count is of the student, which is trained: its trunk and " + std::to_string(heads)
                      + " heads. The teacher, which follows it and is as large, is not counted. Multiply-adds are of "
                        "one global view; the trained lengths of the last layer's rows stand as its biases.");
    return spec;
}

/// Layers behind the one whose result is taken: -2 leaves one.
std::int64_t skippedLayers(ForeignFields& fields, ForeignFields::Names names, std::int64_t layers)
{
    if (!fields.has(names))
        return 0;
    const auto index = static_cast<std::int64_t>(fields.number(names, -1.0));
    const std::int64_t run = (index < 0 ? index + layers : index) + 1;
    if (run < 1 || run > layers)
        fields.failAt(*names.begin(), "expected a layer of the " + std::to_string(layers) + ".");
    return std::clamp<std::int64_t>(layers - run, 0, layers - 1);
}

void setProjector(ForeignFields& own, PictureProjector& projector)
{
    projector.sizes = zooNumbers(own, {"layers_units"}, "1");
    projector.hasBias = own.flag({"use_bias"}, false);
    const std::string words = own.text({"layers_activation"}, "");
    TransformerStack first;
    setActivation(first, words.substr(0, words.find('-')));
    projector.activation = words.empty() ? "none" : first.activation;
    (void)own.has({"input_unit", "name"}); // as wide as the tower
}

/// A model of text behind a tower of pictures.
NetworkSpec picturesAndWords(ModelZooFields& fields, const std::string& image, const std::string& projector,
                             ForeignFields& layerFields, ForeignFields::Names layerKey)
{
    ForeignFields& text = fields.part("text_model");
    LanguageModel model = zooDecoder(text, fields.data, text.text({"name"}, ""));
    model.title = "LLaVA";
    model.pictures = towerOf(fields.part(image));
    model.projector.skippedLayers = skippedLayers(layerFields, layerKey, model.pictures->stack.layers);
    setProjector(fields.part(projector), model.projector);
    fields.model.note("The count is of the tower of pictures, the projector and the model of text; a sample is one "
                      "picture with its text.");
    return specOf(model);
}

NetworkSpec llava(ModelZooFields& fields)
{
    return picturesAndWords(fields, "image_model", "projector/image_model", fields.model,
                            {"image_feature_select_layer_idx"});
}

NetworkSpec multimodalSimple(ModelZooFields& fields)
{
    std::string image = "image_model_list/image_models/0/image_model";
    if (fields.hasPart(image + "/0"))
        image += "/0";
    if (fields.hasPart("image_model_list/image_models/1"))
        fields.model.note("Only the first of several towers of pictures is followed.");
    return picturesAndWords(fields, image, "image_model_list/global_image_projection", fields.part(image),
                            {"image_layer_idx"});
}

constexpr ModelZooFamily kTowersFamilies[] = {
    {"dino", "", dino},
    {"llava", "", llava},
    {"multimodal_simple", "", multimodalSimple},
    {"vision_transformer", "vit vit_classification", visionTransformer},
};

} // namespace

std::span<const ModelZooFamily> modelZooTowers()
{
    return kTowersFamilies;
}

} // namespace waferscope
