#include "views/builder/block_catalogue.h"

#include <QCoreApplication>

#include <algorithm>

namespace waferscope {

namespace {

struct CatalogueEntry {
    std::string_view type;
    BlockGroup group;
    LayerKind kind;
    const char* title;
};

constexpr CatalogueEntry kEntries[] = {
    {"activation", BlockGroup::Basics, LayerKind::Pointwise, QT_TRANSLATE_NOOP("Blocks", "Activation")},
    {"conv", BlockGroup::Pictures, LayerKind::Convolution, QT_TRANSLATE_NOOP("Blocks", "Convolution")},
    {"decoder-embedding", BlockGroup::Transformer, LayerKind::Embedding,
     QT_TRANSLATE_NOOP("Blocks", "Decoder's embedding")},
    {"diffusion-transformer", BlockGroup::Transformer, LayerKind::Attention,
     QT_TRANSLATE_NOOP("Blocks", "Diffusion Transformer")},
    {"embedding", BlockGroup::Sequences, LayerKind::Embedding, QT_TRANSLATE_NOOP("Blocks", "Embedding of tokens")},
    {"first-position", BlockGroup::Heads, LayerKind::Other, QT_TRANSLATE_NOOP("Blocks", "First position")},
    {"flatten", BlockGroup::Basics, LayerKind::Other, QT_TRANSLATE_NOOP("Blocks", "Flatten")},
    {"global-pool", BlockGroup::Pictures, LayerKind::Pooling, QT_TRANSLATE_NOOP("Blocks", "Global pooling")},
    {"join", BlockGroup::Basics, LayerKind::Pointwise, QT_TRANSLATE_NOOP("Blocks", "Join")},
    {"language-head", BlockGroup::Heads, LayerKind::Linear, QT_TRANSLATE_NOOP("Blocks", "Language head")},
    {"lead-position", BlockGroup::Sequences, LayerKind::Embedding,
     QT_TRANSLATE_NOOP("Blocks", "Trained first position")},
    {"linear", BlockGroup::Basics, LayerKind::Linear, QT_TRANSLATE_NOOP("Blocks", "Linear layer")},
    {"lstm", BlockGroup::Sequences, LayerKind::Recurrent, QT_TRANSLATE_NOOP("Blocks", "LSTM")},
    {"masked-head", BlockGroup::Heads, LayerKind::Linear, QT_TRANSLATE_NOOP("Blocks", "Masked-word head")},
    {"merge-positions", BlockGroup::Sequences, LayerKind::Other, QT_TRANSLATE_NOOP("Blocks", "Merging of positions")},
    {"mlp", BlockGroup::Basics, LayerKind::Linear, QT_TRANSLATE_NOOP("Blocks", "Perceptron")},
    {"norm", BlockGroup::Basics, LayerKind::Normalisation, QT_TRANSLATE_NOOP("Blocks", "Normalisation")},
    {"patch-embedding", BlockGroup::Transformer, LayerKind::Embedding,
     QT_TRANSLATE_NOOP("Blocks", "Embedding of patches")},
    {"pool", BlockGroup::Pictures, LayerKind::Pooling, QT_TRANSLATE_NOOP("Blocks", "Pooling")},
    {"pooler", BlockGroup::Heads, LayerKind::Linear, QT_TRANSLATE_NOOP("Blocks", "Pooler")},
    {"positions", BlockGroup::Sequences, LayerKind::Embedding, QT_TRANSLATE_NOOP("Blocks", "Table of positions")},
    {"pretraining-heads", BlockGroup::Heads, LayerKind::Linear, QT_TRANSLATE_NOOP("Blocks", "Pre-training heads")},
    {"residual-stage", BlockGroup::Pictures, LayerKind::Convolution, QT_TRANSLATE_NOOP("Blocks", "Residual stage")},
    {"sequence-conv", BlockGroup::Sequences, LayerKind::Convolution,
     QT_TRANSLATE_NOOP("Blocks", "Convolution along a sequence")},
    {"similarity", BlockGroup::Heads, LayerKind::Attention, QT_TRANSLATE_NOOP("Blocks", "Similarity")},
    {"state-space", BlockGroup::Sequences, LayerKind::Recurrent, QT_TRANSLATE_NOOP("Blocks", "State-space layers")},
    {"transformer", BlockGroup::Transformer, LayerKind::Attention, QT_TRANSLATE_NOOP("Blocks", "Transformer")},
    {"unet", BlockGroup::Pictures, LayerKind::Convolution, QT_TRANSLATE_NOOP("Blocks", "U-Net")},
    {"window-stage", BlockGroup::Transformer, LayerKind::Attention, QT_TRANSLATE_NOOP("Blocks", "Stage of windows")},
    {"upconv", BlockGroup::Pictures, LayerKind::Convolution, QT_TRANSLATE_NOOP("Blocks", "Up-convolution")},
};

const CatalogueEntry* find(std::string_view type)
{
    const auto* entry = std::find_if(std::begin(kEntries), std::end(kEntries),
                                     [type](const CatalogueEntry& candidate) { return candidate.type == type; });
    return entry == std::end(kEntries) ? nullptr : entry;
}

} // namespace

QString titleOf(BlockGroup group)
{
    switch (group) {
    case BlockGroup::Basics: return QCoreApplication::translate("Blocks", "Basics");
    case BlockGroup::Pictures: return QCoreApplication::translate("Blocks", "Pictures");
    case BlockGroup::Sequences: return QCoreApplication::translate("Blocks", "Sequences");
    case BlockGroup::Transformer: return QCoreApplication::translate("Blocks", "Transformers");
    case BlockGroup::Heads: return QCoreApplication::translate("Blocks", "Heads");
    }
    return {};
}

BlockGroup groupOf(std::string_view blockType)
{
    const CatalogueEntry* entry = find(blockType);
    return entry ? entry->group : BlockGroup::Basics;
}

LayerKind kindOfBlock(std::string_view blockType)
{
    const CatalogueEntry* entry = find(blockType);
    return entry ? entry->kind : LayerKind::Other;
}

QString titleOfBlock(std::string_view blockType)
{
    if (const CatalogueEntry* entry = find(blockType))
        return QCoreApplication::translate("Blocks", entry->title);
    return QString::fromUtf8(blockType.data(), static_cast<qsizetype>(blockType.size()));
}

bool isCatalogued(std::string_view blockType)
{
    return find(blockType) != nullptr;
}

} // namespace waferscope
