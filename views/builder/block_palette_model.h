#pragma once

#include <QStandardItemModel>

namespace waferscope {

/// All block types in their groups. A block type can be dragged away; nothing can be dropped.
class BlockPaletteModel : public QStandardItemModel {
    Q_OBJECT
public:
    enum Role {
        TypeRole = Qt::UserRole, ///< the block type's name; empty for a group
        KindRole, ///< LayerKind as int
        MeaningRole, ///< one phrase
        SearchRole, ///< everything that the filter looks at
    };

    explicit BlockPaletteModel(QObject* parent = nullptr);

    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;

private:
    void addGroup(int group);
};

} // namespace waferscope
