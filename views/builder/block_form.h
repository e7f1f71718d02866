#pragma once

#include "core/blocks/block_counts.h"
#include "views/builder/spec_edit.h"

#include <QScrollArea>

#include <memory>
#include <optional>
#include <vector>

class QComboBox;
class QFormLayout;
class QLabel;

namespace waferscope {

class SettingField;

/// The properties of one block: its name, what it reads, its settings, what it comes to. Every change becomes an edit;
/// what is wrong is said at the field that is wrong.
class BlockForm : public QScrollArea {
    Q_OBJECT
public:
    explicit BlockForm(QWidget* parent = nullptr);

    /// `counts` may be null while they are not known; what was known of the block stays until then.
    void show(std::shared_ptr<const NetworkSpec> spec, std::size_t block,
              const std::shared_ptr<const SpecCounts>& counts);
    void focusFirst(); ///< the first setting, or the name where there is none

Q_SIGNALS:
    void edited(const waferscope::SpecEdit& edit);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Row {
        std::string setting;
        SettingField* field;
    };

    void makeHead();
    void rebuild();
    void addSettingRow(const BlockSettingType& setting);
    void refresh(const std::shared_ptr<const SpecCounts>& counts);
    void refreshSources();
    void learn(const std::shared_ptr<const SpecCounts>& counts);
    void refreshTroubles();
    void refreshCounts();
    void editName(const QString& name);
    void editSource();
    void editSetting(const std::string& setting, const QString& text);
    [[nodiscard]] const BlockSpec& block() const { return m_spec->blocks[m_block]; }
    [[nodiscard]] QStringList earlierNames() const; ///< the nearest first
    [[nodiscard]] QString nameTrouble(const QString& name) const;
    [[nodiscard]] bool isNameBeingTyped() const; ///< and not one that the block can have
    [[nodiscard]] QString ownName() const;

    std::shared_ptr<const NetworkSpec> m_spec;
    std::size_t m_block = 0;
    std::string m_type; ///< whose rows are shown
    QWidget* m_body;
    QLabel* m_title;
    QLabel* m_meaning;
    QLabel* m_trouble; ///< of the block as a whole
    QFormLayout* m_rows;
    SettingField* m_name;
    QComboBox* m_source;
    QLabel* m_counts;
    std::vector<Row> m_settings;
    std::optional<BlockTrouble> m_known; ///< what was wrong when it was last built
    std::optional<BlockCounts> m_counted; ///< what it came to then
};

} // namespace waferscope
