#pragma once

#include "app/jobs/job_runner.h"
#include "core/families/families.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;

namespace waferscope {

class SettingField;

/// Asks for a family of networks and its sizes. What cannot be built is said before it is accepted; trying runs off the
/// window's thread, one at a time.
class FamilyDialog : public QDialog {
    Q_OBJECT
public:
    explicit FamilyDialog(QWidget* parent);

    [[nodiscard]] const NetworkSpec& spec() const { return m_spec; } ///< once accepted

private:
    struct Row {
        std::string name;
        SettingField* field;
    };

    void showFamily();
    void check();
    void build();
    void show(const QString& trouble);
    [[nodiscard]] Result<FamilyNetwork> network() const;

    QComboBox* m_family;
    QLabel* m_meaning;
    QFormLayout* m_rows;
    QLabel* m_trouble;
    QDialogButtonBox* m_buttons;
    std::vector<Row> m_sizes;
    NetworkSpec m_spec;
    JobRunner m_building; ///< last member: joined before the others go
};

} // namespace waferscope
