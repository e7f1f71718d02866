#include "views/builder/block_palette_model.h"

#include "views/builder/block_catalogue.h"
#include "views/builder/block_words.h"

#include <QMimeData>

#include <memory>

namespace waferscope {

namespace {

std::unique_ptr<QStandardItem> itemOf(const BlockType& type)
{
    const QString title = titleOfBlock(type.name);
    const QString meaning = qtText(type.meaning);
    auto item = std::make_unique<QStandardItem>(title);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
    item->setData(qtText(type.name), BlockPaletteModel::TypeRole);
    item->setData(static_cast<int>(kindOfBlock(type.name)), BlockPaletteModel::KindRole);
    item->setData(meaning, BlockPaletteModel::MeaningRole);
    item->setData(title + u' ' + qtText(type.name) + u' ' + meaning, BlockPaletteModel::SearchRole);
    item->setToolTip(
        BlockPaletteModel::tr("%1: %2.\nDouble-click, Enter or drag puts it into the network.").arg(title, meaning));
    item->setAccessibleText(title);
    item->setAccessibleDescription(meaning);
    return item;
}

} // namespace

BlockPaletteModel::BlockPaletteModel(QObject* parent)
    : QStandardItemModel(parent)
{
    for (int group = 0; group < kBlockGroupCount; ++group)
        addGroup(group);
}

void BlockPaletteModel::addGroup(int group)
{
    auto head = std::make_unique<QStandardItem>(titleOf(static_cast<BlockGroup>(group)));
    head->setFlags(Qt::ItemIsEnabled);
    for (const BlockType& type : blockTypes())
        if (groupOf(type.name) == static_cast<BlockGroup>(group))
            head->appendRow(itemOf(type).release()); // the model owns it
    if (head->hasChildren())
        appendRow(head.release());
}

QStringList BlockPaletteModel::mimeTypes() const
{
    return {QLatin1String(kBlockTypeMime)};
}

QMimeData* BlockPaletteModel::mimeData(const QModelIndexList& indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    auto* data = new QMimeData;
    data->setData(QLatin1String(kBlockTypeMime), indexes.constFirst().data(TypeRole).toString().toUtf8());
    return data;
}

} // namespace waferscope
